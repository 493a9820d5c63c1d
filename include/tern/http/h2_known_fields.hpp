// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include <nghttp2/nghttp2.h>

#include <tern/base/name_values.hpp>
#include <tern/http/h2_field_rules.hpp>

namespace tern::http {

/// A field of a block, as HPACK gives it.
struct h2_field {
  std::string_view name;
  std::string_view value;
  /// `unknown`: a field without a colon, or one that does not exist.
  h2_pseudo which = h2_pseudo::unknown;
  std::size_t number = 0;  ///< of a known field without a colon: its place in the list of these
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
  void begin(bool trailers) {
    if (std::exchange(changed_, false)) make_list();
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

  /// Those without a colon, as they follow each other, to be copied several at a time. Until the
  /// next block begins.
  [[nodiscard]] const name_values& list() const noexcept { return list_; }

  /// The field that was not found is legal in every block, as `field`. @lifetime borrows from both.
  void note(nghttp2_rcbuf* name, nghttp2_rcbuf* value, const h2_field& field) noexcept {
    if (current_ == nullptr || field.name.size() + field.value.size() > field_max_bytes) return;
    if (current_->seen != value) {
      current_->seen = value;
      current_->seen_count = 0;
    }
    if (++current_->seen_count < current_->wanted_count) return;
    const h2_field before = current_->name != nullptr ? current_->field : h2_field{};
    const bool same = before.name == field.name && before.value == field.value;
    changed_ = changed_ || (!same && (is_listed(before) || is_listed(field)));
    nghttp2_rcbuf_incref(name);
    nghttp2_rcbuf_incref(value);
    forget(*current_);
    // What is never put into the table, as a path of nghttp2, comes in the same memory by chance:
    // who was known in vain has to come more often.
    const unsigned wanted_count = current_->name == nullptr
                                      ? wanted_min_count
                                      : std::min(2 * current_->wanted_count, wanted_max_count);
    *current_ = {name, value, value, 0, wanted_count, field};
    if (same) current_->field.number = before.number;
  }

 private:
  static constexpr unsigned wanted_min_count = 2;
  static constexpr unsigned wanted_max_count = 16;

  struct place {
    nghttp2_rcbuf* name = nullptr;   // with a share
    nghttp2_rcbuf* value = nullptr;  // the same
    const void* seen = nullptr;      // there the last time; perhaps it is gone
    unsigned seen_count = 0;         // in a row
    unsigned wanted_count = wanted_min_count;
    h2_field field{};
  };

  static void forget(const place& which) noexcept {
    if (which.name == nullptr) return;
    nghttp2_rcbuf_decref(which.name);
    nghttp2_rcbuf_decref(which.value);
  }

  [[nodiscard]] static bool is_listed(const h2_field& which) noexcept {
    return which.which == h2_pseudo::unknown && !which.name.empty();
  }

  void make_list() {
    list_.clear();
    for (place& each : places_) {
      if (each.name == nullptr || !is_listed(each.field)) continue;
      each.field.number = list_.size();
      list_.add(each.field.name, each.field.value);
    }
  }

  static constexpr std::size_t head_count = 10;
  static constexpr std::size_t trailers_count = 2;
  static constexpr std::size_t field_max_bytes = 256;

  std::array<place, head_count + trailers_count> places_{};
  name_values list_;
  bool changed_ = false;   // what is known, since the list was made
  place* next_ = nullptr;  // of the next field, up to end_
  place* end_ = nullptr;
  place* current_ = nullptr;  // of the last one; null past the end
};

}  // namespace tern::http
