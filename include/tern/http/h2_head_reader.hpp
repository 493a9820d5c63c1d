// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <tern/http/h2_field_rules.hpp>
#include <tern/http/h2_fields.hpp>
#include <tern/http/head.hpp>
#include <tern/http/session.hpp>
#include <tern/http/stream.hpp>

namespace tern::http {

/// Puts the fields of one header block after the other into the streams they belong to: into the
/// head first, then into the trailers. What is past the limit of a block is dropped, and the stream
/// is told.
/// @source RFC 9113, section 8
class h2_head_reader {
 public:
  /// @param side whose: a server reads requests, a client responses.
  /// @param list_max_bytes names, values and 32 bytes for each field of one block.
  h2_head_reader(role side, std::size_t list_max_bytes) noexcept
      : list_max_bytes_(list_max_bytes),
        head_(side == role::server ? h2_field_rules::block::request
                                   : h2_field_rules::block::response) {}

  /// A block begins; null if nobody wants its fields.
  void begin(stream* into) {
    list_bytes_ = 0;
    into_ = into;
    if (into_ == nullptr) return;
    const bool trailers = into_->head_received();
    rules_.begin(trailers ? h2_field_rules::block::trailers : head_);
    if (trailers) static_cast<void>(into_->start_trailers());
  }

  /// @returns the stream whose message is malformed by this field; else null.
  [[nodiscard]] stream* add(std::string_view name, std::string_view value) {
    if (into_ == nullptr) return nullptr;
    const bool pseudo = !name.empty() && name.front() == ':';
    const h2_pseudo which = pseudo ? h2_pseudo_of(name) : h2_pseudo::unknown;
    if (!(pseudo ? rules_.see(which, value) : rules_.see(name, value))) {
      return std::exchange(into_, nullptr);
    }
    list_bytes_ += name.size() + value.size() + field_overhead_bytes;
    if (list_bytes_ > list_max_bytes_) {
      into_->mark_header_list_too_large();
    } else if (pseudo) {
      put(into_->received_head(), which, value);
    } else if (!into_->head_received()) {
      put(into_->received_head(), name, value);
    } else {
      into_->trailers_in_progress().add(name, value);
    }
    return nullptr;
  }

  /// The block has ended; `ends` says that the stream has, too. @returns whether it can be.
  [[nodiscard]] bool complete(bool ends) const {
    if (into_ == nullptr) return false;
    const bool of_head = !into_->head_received();
    // What was dropped may be what is missing; that it was is what will be said.
    head& received = into_->received_head();
    if (of_head && into_->header_list_too_large()) return !ends || received.status / 100 != 1;
    if (!rules_.complete(received, ends)) return false;
    if (of_head) into_->announce_body(body_of(received));
    return true;
  }

  /// The stream goes: nothing is put into it any more.
  void forget(const stream& gone) noexcept {
    if (into_ == &gone) into_ = nullptr;
  }

 private:
  static void put(head& into, h2_pseudo which, std::string_view value) {
    switch (which) {
      case h2_pseudo::path:
        into.path = value;
        break;
      case h2_pseudo::method:
        into.method = value;
        break;
      case h2_pseudo::authority:
        into.authority = value;
        break;
      case h2_pseudo::scheme:
        into.scheme = value;
        break;
      case h2_pseudo::status:
        into.status = 0;
        for (const char digit : value) into.status = into.status * 10 + (digit - '0');
        break;
      case h2_pseudo::unknown:
        break;
    }
  }

  // Who is asked is said by `:authority`; `host` counts where that is not, and is never passed on.
  // @source gRPC proposal A41
  void put(head& into, std::string_view name, std::string_view value) const {
    if (name != "host" || head_ != h2_field_rules::block::request) {
      into.fields.add(name, value);
    } else if (into.authority.empty()) {
      into.authority = value;
    }
  }

  // How long the body is that follows this head. @source RFC 9110, section 6.4.1
  [[nodiscard]] std::uint64_t body_of(const head& received) const noexcept {
    const bool without = received.status == 204 || received.status == 304 ||
                         (received.status != 0 && into_->sent_head().method == "HEAD");
    return without ? 0 : rules_.length().value_or(stream::any_length);
  }

  std::size_t list_max_bytes_;
  std::size_t list_bytes_ = 0;
  stream* into_ = nullptr;
  h2_field_rules::block head_;
  h2_field_rules rules_;
};

}  // namespace tern::http
