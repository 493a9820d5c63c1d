// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <tern/http/h2_fields.hpp>
#include <tern/http/head.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// Puts the fields of one header block after the other into the streams they belong to: into the
/// head first, then into the trailers. What is past the limit of a block is dropped, and the stream
/// is told.
/// @source RFC 9113, section 8.3
class h2_head_reader {
 public:
  /// @param list_max_bytes names, values and 32 bytes for each field of one block.
  explicit h2_head_reader(std::size_t list_max_bytes) noexcept : list_max_bytes_(list_max_bytes) {}

  /// A block begins; null if nobody wants its fields.
  void begin(stream* into) {
    list_bytes_ = 0;
    into_ = into;
    if (into_ != nullptr && into_->head_received()) static_cast<void>(into_->start_trailers());
  }

  void add(std::string_view name, std::string_view value) {
    if (into_ == nullptr) return;
    list_bytes_ += name.size() + value.size() + field_overhead_bytes;
    if (list_bytes_ > list_max_bytes_) return into_->mark_header_list_too_large();
    if (into_->head_received()) {
      if (into_->received_trailers() != nullptr) into_->trailers_in_progress().add(name, value);
      return;
    }
    add_to(into_->received_head(), name, value);
  }

  /// The stream goes: nothing is put into it any more.
  void forget(const stream& gone) noexcept {
    if (into_ == &gone) into_ = nullptr;
  }

 private:
  static void add_to(head& into, std::string_view name, std::string_view value) {
    if (name.empty() || name.front() != ':') return into.fields.add(name, value);
    if (name == ":path") {
      into.path = value;
    } else if (name == ":method") {
      into.method = value;
    } else if (name == ":authority") {
      into.authority = value;
    } else if (name == ":scheme") {
      into.scheme = value;
    } else if (name == ":status") {
      into.status = 0;
      for (const char digit : value) into.status = into.status * 10 + (digit - '0');
    }
  }

  std::size_t list_max_bytes_;
  std::size_t list_bytes_ = 0;
  stream* into_ = nullptr;
};

}  // namespace tern::http
