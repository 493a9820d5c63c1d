// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <tern/schema/message_info.hpp>

namespace tern::schema {
namespace detail {

// Moves `at` to the first field that is there, or is seen in another way; true if it is there.
// Members of one type mostly stand together: as long as they do, there is no jump whose target the
// processor would have to guess.
template <absence How, class IsAbsent>
[[nodiscard, gnu::always_inline]] inline bool skip_alike(const field_info*& at,
                                                         const field_info* end,
                                                         IsAbsent is_absent) {
  do {
    if (!is_absent(*at)) return true;
    ++at;
  } while (at != end && at->absence == How);
  return false;
}

template <absence How, class Bits>
[[nodiscard, gnu::always_inline]] inline bool skip_zeros(const field_info*& at,
                                                         const field_info* end,
                                                         const void* message) {
  return skip_alike<How>(at, end, [message](const field_info& field) {
    return load<Bits>(field.member(message)) == 0;
  });
}

}  // namespace detail

/// The first field from `at` on that may be there: one that is, or of which more must be asked.
/// `end` if there is none. What has no presence is there if it is not its default.
[[nodiscard, gnu::always_inline]] inline const field_info* skip_absent(const field_info* at,
                                                                       const field_info* end,
                                                                       const void* message) {
  using enum absence;
  while (at != end) {
    switch (at->absence) {
      case hidden:
        return at;
      case zero_byte:
        if (detail::skip_zeros<zero_byte, std::uint8_t>(at, end, message)) return at;
        break;
      case zero_word32:
        if (detail::skip_zeros<zero_word32, std::uint32_t>(at, end, message)) return at;
        break;
      case zero_word64:
        if (detail::skip_zeros<zero_word64, std::uint64_t>(at, end, message)) return at;
        break;
      case empty_text:
        if (detail::skip_alike<empty_text>(at, end, [message](const field_info& field) {
              return static_cast<const std::string*>(field.member(message))->empty();
            })) {
          return at;
        }
        break;
      case empty_list:
        if (detail::skip_alike<empty_list>(at, end, [message](const field_info& field) {
              return field.access->size(field.member(message)) == 0;
            })) {
          return at;
        }
        break;
      case no_value:
        if (detail::skip_alike<no_value>(at, end, [message](const field_info& field) {
              return field.access->find(field.member(message)) == nullptr;
            })) {
          return at;
        }
        break;
    }
  }
  return end;
}

}  // namespace tern::schema
