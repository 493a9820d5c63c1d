// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <nghttp2/nghttp2.h>

#include <tern/http/h2_field_rules.hpp>
#include <tern/http/h2_fields.hpp>
#include <tern/http/h2_known_fields.hpp>
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
    run_count_ = 0;
    into_ = into;
    if (into_ == nullptr) return;
    const bool trailers = into_->head_received();
    rules_.begin(trailers ? h2_field_rules::block::trailers : head_);
    known_.begin(trailers);
    if (trailers) static_cast<void>(into_->start_trailers());
  }

  /// @returns the stream whose message is malformed by this field; else null.
  [[nodiscard]] stream* add(nghttp2_rcbuf* name, nghttp2_rcbuf* value) {
    if (into_ == nullptr) return nullptr;
    if (const h2_field* const known = known_.find(name, value)) {
      if (known->which == h2_pseudo::unknown) {
        rules_.see_known();
        put_later(*known);
        return nullptr;
      }
      if (!rules_.see_known(known->which)) return std::exchange(into_, nullptr);
      if (has_room_for(*known)) put(into_->received_head(), known->which, known->value);
      return nullptr;
    }
    return add_unknown(name, value);
  }

  /// The block has ended; `ends` says that the stream has, too. @returns whether it can be.
  [[nodiscard]] bool complete(bool ends) {
    if (into_ == nullptr) return false;
    put_run();
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
  // Apart, for what is known not to pay for its registers.
  [[nodiscard, gnu::noinline]] stream* add_unknown(nghttp2_rcbuf* name, nghttp2_rcbuf* value) {
    const h2_field field = read(text_of(name), text_of(value));
    if (!see(field)) return std::exchange(into_, nullptr);
    if (!h2_field_rules::has_meaning(field.name)) known_.note(name, value, field);
    put(field);
    return nullptr;
  }

  [[nodiscard]] static std::string_view text_of(nghttp2_rcbuf* of) noexcept {
    const nghttp2_vec bytes = nghttp2_rcbuf_get_buf(of);
    return {reinterpret_cast<const char*>(bytes.base), bytes.len};
  }
  [[nodiscard]] static bool is_pseudo(std::string_view name) noexcept {
    return !name.empty() && name.front() == ':';
  }
  [[nodiscard]] static h2_field read(std::string_view name, std::string_view value) noexcept {
    return {name, value, is_pseudo(name) ? h2_pseudo_of(name) : h2_pseudo::unknown};
  }

  [[nodiscard]] bool see(const h2_field& field) noexcept {
    return is_pseudo(field.name) ? rules_.see(field.which, field.value)
                                 : rules_.see(field.name, field.value);
  }

  // What is past the limit is dropped.
  [[nodiscard]] bool has_room_for(const h2_field& field) noexcept {
    list_bytes_ += field.name.size() + field.value.size() + field_overhead_bytes;
    if (list_bytes_ <= list_max_bytes_) return true;
    into_->mark_header_list_too_large();
    return false;
  }

  void put(const h2_field& field) {
    if (!has_room_for(field)) return;
    put_run();
    if (into_->head_received()) {
      into_->trailers_in_progress().add(field.name, field.value);
    } else if (field.which == h2_pseudo::unknown) {
      put(into_->received_head(), field.name, field.value);
    } else {
      put(into_->received_head(), field.which, field.value);
    }
  }

  // Known fields that follow each other as they did before are put with one copy.
  void put_later(const h2_field& known) {
    if (!has_room_for(known)) return;
    if (run_count_ != 0 && known.number != run_first_ + run_count_) put_run();
    if (run_count_++ == 0) run_first_ = known.number;
  }
  void put_run() {
    if (run_count_ == 0) return;
    headers& into =
        into_->head_received() ? into_->trailers_in_progress() : into_->received_head().fields;
    into.append(known_.list(), run_first_, std::exchange(run_count_, 0));
  }

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
  h2_known_fields known_;
  std::size_t run_first_ = 0;  // of known fields, in the list of these
  std::size_t run_count_ = 0;  // of those that were seen, and are to be put
};

}  // namespace tern::http
