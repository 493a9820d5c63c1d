// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/http/h1_text.hpp>

namespace tern::http {

/// What the fields of a head say of the connection and of where the message ends.
///
/// Two readings of the same bytes are what request smuggling lives on, so nothing here is guessed:
/// what RFC 9112 calls ambiguous is refused.
/// @source RFC 9112, sections 6 and 9; RFC 9110, sections 7.6.1, 10.1
struct h1_framing {
  bool of_request = true;
  int minor_version = 1;                        ///< of HTTP/1
  bool chunked = false;                         ///< `transfer-encoding: chunked`
  std::optional<std::uint64_t> content_length;  ///< in bytes
  bool close = false;                           ///< `connection: close`
  bool takes_trailers = false;                  ///< `te: trailers`
  bool expects_continue = false;                ///< `expect: 100-continue`
  std::optional<std::string> host;              ///< of a request
  std::optional<std::chrono::seconds> keeps;    ///< `keep-alive: timeout=5` of a response

  /// Whether the peer wants to use the connection again. HTTP/1.0 is always closed: its
  /// `keep-alive` goes wrong behind proxies that pass it on. @source RFC 9112, section 9.3
  [[nodiscard]] bool persistent() const noexcept { return minor_version >= 1 && !close; }

  /// Reads a field of a head.
  /// @param name in lower case.
  [[nodiscard]] std::optional<h1_fault> read(std::string_view name, std::string_view value) {
    if (name == "content-length") return read_content_length(value);
    if (name == "transfer-encoding") return read_transfer_encoding(value);
    if (name == "connection") {
      for_each_element(value, [&](std::string_view option) {
        if (ascii_iequal(option, "close")) close = true;
      });
      return {};
    }
    if (of_request) return read_of_request(name, value);
    if (name == "keep-alive") read_keep_alive(value);
    return {};
  }

 private:
  [[nodiscard]] std::optional<h1_fault> read_of_request(std::string_view name,
                                                        std::string_view value) {
    if (name == "host") return read_host(value);
    if (name == "te") {
      for_each_element(value, [&](std::string_view coding) {
        coding = trim_blanks(coding.substr(0, coding.find(';')));
        if (ascii_iequal(coding, "trailers")) takes_trailers = true;
      });
    } else if (name == "expect" && minor_version >= 1) {
      if (!ascii_iequal(value, "100-continue")) {
        return h1_fault{417, "expect is " + h1_quote(value) + ", only 100-continue is understood"};
      }
      expects_continue = true;
    } else if (name == "content_length" || name == "transfer_encoding") {
      // Some servers take this for the real one.
      return h1_fault{400, "the name of the field " + h1_quote(name) + " misleads"};
    }
    return {};
  }

  // A hint; what makes no sense is none. @source RFC 2068, section 19.7.1.1
  void read_keep_alive(std::string_view value) {
    for_each_element(value, [&](std::string_view hint) {
      const std::size_t equals = hint.find('=');
      if (equals == std::string_view::npos || !ascii_iequal(hint.substr(0, equals), "timeout")) {
        return;
      }
      constexpr std::uint64_t day = 24 * 60 * 60;
      if (const auto seconds = read_length(hint.substr(equals + 1))) {
        keeps = std::chrono::seconds{std::min(*seconds, day)};
      }
    });
  }

  [[nodiscard]] std::optional<h1_fault> read_content_length(std::string_view value) {
    if (content_length) return h1_fault{400, "there is more than one content-length"};
    if (chunked) return both_lengths();
    content_length = read_length(value);
    if (!content_length) {
      return h1_fault{400, "content-length is " + h1_quote(value) + ", not a number of bytes"};
    }
    return {};
  }

  [[nodiscard]] std::optional<h1_fault> read_transfer_encoding(std::string_view value) {
    if (chunked) return h1_fault{400, "there is more than one transfer-encoding"};
    if (content_length) return both_lengths();
    if (minor_version < 1) return h1_fault{400, "HTTP/1.0 has no transfer-encoding"};
    if (ascii_iequal(value, "chunked")) {
      chunked = true;
      return {};
    }
    // A coding that is not known is no fault of the client's, if it says where the body ends.
    bool tokens = true;
    bool chunked_before = false;
    std::string_view last;
    for_each_element(value, [&](std::string_view coding) {
      chunked_before = chunked_before || ascii_iequal(last, "chunked");
      last = coding;
      tokens = tokens && is_token(trim_blanks(coding.substr(0, coding.find(';'))));
    });
    const bool ends = tokens && !chunked_before && ascii_iequal(last, "chunked");
    return h1_fault{ends ? 501 : 400,
                    "transfer-encoding is " + h1_quote(value) + ", only chunked is understood"};
  }

  [[nodiscard]] std::optional<h1_fault> read_host(std::string_view value) {
    if (host) return h1_fault{400, "there is more than one host"};
    if (!is_authority(value)) return h1_fault{400, "host is " + h1_quote(value)};
    host = value;
    return {};
  }

  [[nodiscard]] static h1_fault both_lengths() {
    return {400, "there are both a content-length and a transfer-encoding"};
  }
};

/// Whether a field is about the connection, or said in another way by http::head, so that it is
/// not passed on to the application and not taken from it.
/// @param name in lower case.
/// @source RFC 9110, section 7.6.1
[[nodiscard]] constexpr bool is_connection_field(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 6> names = {
      "connection", "host", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
  };
  return std::ranges::find(names, name) != names.end();
}

/// Whether a field may not be a trailer: it says how to read, route or authorise what came before.
/// @param name in lower case.
/// @source RFC 9110, section 6.5.1
[[nodiscard]] constexpr bool is_barred_from_trailers(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 18> names = {
      "authorization",
      "cache-control",
      "content-encoding",
      "content-length",
      "content-range",
      "content-type",
      "cookie",
      "expect",
      "host",
      "max-forwards",
      "pragma",
      "proxy-authenticate",
      "proxy-authorization",
      "range",
      "set-cookie",
      "te",
      "trailer",
      "www-authenticate",
  };
  return is_connection_field(name) || std::ranges::find(names, name) != names.end();
}

}  // namespace tern::http
