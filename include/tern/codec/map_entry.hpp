// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace tern::codec {
namespace detail {

/// A map that hashes its keys into buckets one can look into.
template <class Map>
concept bucketed = requires(const Map& map, const typename Map::key_type& key, std::size_t bucket) {
  bucket = map.bucket(key);
  ++map.begin(bucket);
  map.end(bucket);
};

// Whether more than `limit` keys are in the bucket of `key`. Looks at no more than that.
template <bucketed Map>
[[gnu::noinline]] bool is_crowded(const Map& map, const typename Map::key_type& key,
                                  std::uint32_t limit) {
  const std::size_t bucket = map.bucket(key);
  std::uint32_t count = 0;
  for (auto at = map.begin(bucket); at != map.end(bucket); ++at) {
    if (++count > limit) return true;
  }
  return false;
}

}  // namespace detail

/// What became of an entry that was put into a map.
enum class insertion {
  added,
  replaced,  ///< the one with the same key
  crowded,   ///< added, but too many keys share its bucket
};

/// Puts an entry into a map, in the place of one with the same key.
///
/// The standard hashes are known to everybody, so a peer can choose keys that all fall into one
/// bucket, and each insertion would look at all of them: 1 MiB of such keys takes seconds instead
/// of milliseconds. So there is a limit to the keys in one bucket, which honest keys do not come
/// near; a map with fewer entries than that is not looked at. A map without buckets, like std::map,
/// has no such weakness.
template <class Map>
[[nodiscard]] insertion insert_entry(Map& map, typename Map::key_type&& key,
                                     typename Map::mapped_type&& value,
                                     std::uint32_t collision_limit) {
  const auto [at, added] = map.insert_or_assign(std::move(key), std::move(value));
  if (!added) return insertion::replaced;
  if constexpr (detail::bucketed<Map>) {
    if (map.size() > collision_limit && detail::is_crowded(map, at->first, collision_limit)) {
      return insertion::crowded;
    }
  }
  return insertion::added;
}

}  // namespace tern::codec
