// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <nghttp2/nghttp2.h>

#include <tern/http/h2_field_rules.hpp>

namespace tern::http {

/// A field of a block, as HPACK gives it.
struct h2_field {
  std::string_view name;
  std::string_view value;
  h2_pseudo which;  ///< unknown: a field without a colon, or one that does not exist
};

/// The fields that a peer repeats in every block, as far as they were found to be legal. What is in
/// HPACK's table is the same memory each time, so that two pointers tell that a field is known.
///
/// Fields are known by their place in a block, and from the third time on: then their memory is
/// shared, and is nobody else's until it is given back. No more is kept than HPACK's table may have
/// anyway.
/// @source RFC 7541, section 2.3
class h2_known_fields {
 public:
  h2_known_fields() = default;
  h2_known_fields(const h2_known_fields&) = delete;
  h2_known_fields& operator=(const h2_known_fields&) = delete;
  ~h2_known_fields() {
    for (place& each : places_) forget(each);
  }

  /// A block begins.
  void begin(bool trailers) noexcept {
    next_ = places_.data() + (trailers ? head_count : 0);
    end_ = trailers ? places_.data() + places_.size() : places_.data() + head_count;
    current_ = nullptr;
  }

  /// The next field of the block, if it is known; else null.
  [[nodiscard]] const h2_field* find(const nghttp2_rcbuf* name,
                                     const nghttp2_rcbuf* value) noexcept {
    current_ = next_ != end_ ? next_++ : nullptr;
    const bool known = current_ != nullptr && current_->name == name && current_->value == value;
    return known ? &current_->field : nullptr;
  }

  /// The field that was not found is legal in every block, as `field`. @lifetime borrows from both.
  void note(nghttp2_rcbuf* name, nghttp2_rcbuf* value, const h2_field& field) noexcept {
    if (current_ == nullptr || field.name.size() + field.value.size() > field_max_bytes) return;
    if (current_->seen != value) {
      current_->seen = value;
      return;
    }
    forget(*current_);
    nghttp2_rcbuf_incref(name);
    nghttp2_rcbuf_incref(value);
    *current_ = {name, value, value, field};
  }

 private:
  struct place {
    nghttp2_rcbuf* name = nullptr;   // with a share
    nghttp2_rcbuf* value = nullptr;  // the same
    const void* seen = nullptr;      // there the last time; perhaps it is gone
    h2_field field{};
  };

  static void forget(const place& which) noexcept {
    if (which.name == nullptr) return;
    nghttp2_rcbuf_decref(which.name);
    nghttp2_rcbuf_decref(which.value);
  }

  static constexpr std::size_t head_count = 10;
  static constexpr std::size_t trailers_count = 2;
  static constexpr std::size_t field_max_bytes = 256;

  std::array<place, head_count + trailers_count> places_{};
  place* next_ = nullptr;  // of the next field, up to end_
  place* end_ = nullptr;
  place* current_ = nullptr;  // of the last one; null past the end
};

}  // namespace tern::http
