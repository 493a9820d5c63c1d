// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <llhttp.h>

#include <tern/http/session.hpp>

namespace tern::http {

/// One message in llhttp, which is told nothing but whole lines and pieces of the body, and every
/// flag of which that would make it lenient stays off.
///
/// llhttp knows the grammar; what it lets pass depends on its version and on how it was built, so
/// h1_parser reads the same lines for itself, and goes on only if both agree.
/// @lifetime it may not be moved while it reads.
class h1_engine {
 public:
  h1_engine() = default;
  h1_engine(const h1_engine&) = delete;
  h1_engine& operator=(const h1_engine&) = delete;

  /// Begins a message: a request to a server, a response to a client.
  /// @param bodiless the message has no body, whatever its head says: the answer to HEAD.
  void begin(role reader, bool bodiless) noexcept {
    llhttp_init(&parser_, reader == role::server ? HTTP_REQUEST : HTTP_RESPONSE, &settings());
    parser_.data = this;
    bodiless_ = bodiless;
    head_complete_ = complete_ = false;
    chunk_bytes_ = 0;
  }

  /// Reads `bytes`. @returns whether llhttp has nothing against them.
  [[nodiscard]] bool read(std::string_view bytes) noexcept {
    return llhttp_execute(&parser_, bytes.data(), bytes.size()) == HPE_OK;
  }

  /// Reads a field, without the blanks around its value, on which versions of llhttp differ.
  [[nodiscard]] bool read_field(std::string_view name, std::string_view value) noexcept {
    return read(name) && read(":") && read(value) && read("\r\n");
  }

  /// Whether what read() stumbled over is the method.
  [[nodiscard]] bool method_unknown() const noexcept {
    // The second one is for methods of RTSP.
    const auto what = llhttp_get_errno(&parser_);
    return what == HPE_INVALID_METHOD || what == HPE_INVALID_CONSTANT;
  }

  /// What read() stumbled over, in llhttp's words.
  [[nodiscard]] std::string_view complaint() const noexcept {
    const char* const reason = llhttp_get_error_reason(&parser_);
    return reason == nullptr ? "" : reason;
  }

  [[nodiscard]] bool head_complete() const noexcept { return head_complete_; }
  [[nodiscard]] bool complete() const noexcept { return complete_; }

  /// The size that the last line with one gave.
  [[nodiscard]] std::uint64_t chunk_bytes() const noexcept { return chunk_bytes_; }

 private:
  static h1_engine& self(llhttp_t* parser) noexcept {
    return *static_cast<h1_engine*>(parser->data);
  }

  static int on_headers_complete(llhttp_t* parser) noexcept {
    h1_engine& here = self(parser);
    here.head_complete_ = true;
    // No upgrade is ever accepted: what follows is still HTTP/1.1.
    parser->upgrade = 0;
    const int status = parser->status_code;
    const bool skips_body = here.bodiless_ || status / 100 == 1 || status == 204 || status == 304;
    return skips_body ? 1 : 0;
  }

  static int on_chunk_header(llhttp_t* parser) noexcept {
    self(parser).chunk_bytes_ = parser->content_length;
    return 0;
  }

  static int on_message_complete(llhttp_t* parser) noexcept {
    self(parser).complete_ = true;
    return 0;
  }

  static const llhttp_settings_t& settings() noexcept {
    static const llhttp_settings_t all = [] {
      llhttp_settings_t made;
      llhttp_settings_init(&made);
      made.on_headers_complete = on_headers_complete;
      made.on_chunk_header = on_chunk_header;
      made.on_message_complete = on_message_complete;
      return made;
    }();
    return all;
  }

  llhttp_t parser_{};
  bool bodiless_ = false;
  bool head_complete_ = false;
  bool complete_ = false;
  std::uint64_t chunk_bytes_ = 0;
};

}  // namespace tern::http
