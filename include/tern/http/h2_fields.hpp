// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nghttp2/nghttp2.h>

#include <tern/http/error.hpp>
#include <tern/http/head.hpp>

namespace tern::http {

/// The head of every frame. @source RFC 9113, section 4.1
inline constexpr std::size_t frame_header_bytes = 9;

/// What a field costs besides its name and its value. @source RFC 9113, section 6.5.2
inline constexpr std::size_t field_overhead_bytes = 32;

/// The code and the text of a GOAWAY: `INADEQUATE_SECURITY: this port speaks TLS`. The text is cut
/// short, and what is not ASCII becomes `?`.
[[nodiscard]] inline std::string words_of(const nghttp2_goaway& frame) {
  constexpr std::size_t text_max_bytes = 200;
  std::string words{to_string(static_cast<error_code>(frame.error_code))};
  const std::size_t size = std::min(frame.opaque_data_len, text_max_bytes);
  if (size != 0) words.append(": ");
  for (std::size_t i = 0; i < size; ++i) {
    const auto letter = static_cast<char>(frame.opaque_data[i]);
    words.push_back(letter >= ' ' && letter <= '~' ? letter : '?');
  }
  return words;
}

/// Why a request was not sent that nghttp2 has taken: `failure` of it.
[[nodiscard]] inline stream_error h2_unsent_request(int failure) {
  if (failure == NGHTTP2_ERR_FRAME_SIZE_ERROR || failure == NGHTTP2_ERR_HEADER_COMP) {
    return {stream_error::origin::local, error_code::internal_error,
            "the header fields of the request are too large to be sent"};
  }
  return {stream_error::origin::peer, error_code::refused_stream, {}};
}

/// A head or trailers in the form that nghttp2 sends, between `:status` and the last field.
/// @lifetime borrows names and values until the frame has been sent.
class h2_fields {
 public:
  /// Puts the fields of a head or of trailers into the list.
  /// @param common many streams have `from`, which lasts as long as the program: it is put there
  /// once for all of them that come one after the other.
  template <class Part>
  void assign(const Part& from, bool common = false) {
    if (common && common_ == &from) return;
    list_.clear();
    put(from);
    common_ = common ? &from : nullptr;
  }

  [[nodiscard]] const nghttp2_nv* data() const noexcept { return list_.data(); }
  [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }

 private:
  // Pseudo-header fields first. @source RFC 9113, section 8.3
  void put(const head& from) {
    if (from.status != 0) {
      add(":status", status_text(from.status));
    } else {
      add(":method", from.method);
      add(":scheme", from.scheme);
      add(":path", from.path);
      if (!from.authority.empty()) add(":authority", from.authority);
    }
    put(from.fields);
  }
  void put(const headers& fields) {
    for (const name_value field : fields) add(field.name, field.value);
  }

  void add(std::string_view name, std::string_view value) {
    // nghttp2 reads these in place; it takes pointers to what it never writes.
    const auto bytes = [](std::string_view text) {
      return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
    };
    list_.push_back({bytes(name), bytes(value), name.size(), value.size(),
                     NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE});
  }

  static std::string_view status_text(int status) {
    if (status == 200) return "200";
    // The digits of all codes from 100 to 599, which live as long as the program.
    static const std::string digits = [] {
      std::string all;
      for (int code = 100; code < 600; ++code) all += std::to_string(code);
      return all;
    }();
    const int known = status >= 100 && status < 600 ? status : 500;
    return std::string_view{digits}.substr(static_cast<std::size_t>(known - 100) * 3, 3);
  }

  std::vector<nghttp2_nv> list_;
  const void* common_ = nullptr;  // what the list has, if that is common
};

}  // namespace tern::http
