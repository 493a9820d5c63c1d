// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/compress/gzip.hpp>

namespace tern::compress {

/// How messages are compressed. What needs a library that the program was built without is not
/// there.
enum class compression : std::uint8_t {
  identity,  ///< not at all
#if TERN_WITH_ZLIB
  gzip,
  deflate,
#endif
};

#if TERN_WITH_ZLIB
namespace detail {
inline constexpr gzip_encoding gzip_instance{};
inline constexpr deflate_encoding deflate_instance{};
}  // namespace detail
#endif

/// How compression is done; null for none.
[[nodiscard]] constexpr const encoding* encoding_of(compression how) noexcept {
  switch (how) {
#if TERN_WITH_ZLIB
    case compression::gzip:
      return &detail::gzip_instance;
    case compression::deflate:
      return &detail::deflate_instance;
#endif
    case compression::identity:
      break;
  }
  return nullptr;
}

/// All of them, in the order in which this program likes to receive them.
inline constexpr std::array all_compressions = {
#if TERN_WITH_ZLIB
    compression::gzip,
    compression::deflate,
#endif
    compression::identity,
};

/// The names of all of them, as `grpc-accept-encoding` and `accept-encoding` list them.
#if TERN_WITH_ZLIB
inline constexpr std::string_view accept_encoding = "gzip,deflate,identity";
#else
inline constexpr std::string_view accept_encoding = "identity";
#endif

/// What a name of an encoding says: whether it is one of ours, and which.
struct named_encoding {
  bool known = false;
  const encoding* how = nullptr;  ///< null for identity
};

[[nodiscard]] inline named_encoding find_encoding(std::string_view name) noexcept {
  if (name.empty() || ascii_iequal("identity", name)) return {true, nullptr};
  for (const compression each : all_compressions) {
    const encoding* const how = encoding_of(each);
    if (how != nullptr && ascii_iequal(how->name(), name)) return {true, how};
  }
  return {};
}

/// Whether a list of encodings, `gzip, br;q=0.5`, has one in it.
/// @source RFC 9110, section 12.5.3; a weight of zero means that it is not wanted
[[nodiscard]] inline bool lists_encoding(std::string_view list, std::string_view name) noexcept {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const std::string_view item = list.substr(0, comma);
    const auto semicolon = item.find(';');
    if (ascii_iequal(name, trim_spaces(item.substr(0, semicolon)))) {
      std::string_view weight =
          semicolon == item.npos ? std::string_view{} : trim_spaces(item.substr(semicolon + 1));
      if (!weight.starts_with("q=0")) return true;
      weight.remove_prefix(3);
      return weight.find_first_not_of(".0") != weight.npos;
    }
    if (comma == list.npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace tern::compress
