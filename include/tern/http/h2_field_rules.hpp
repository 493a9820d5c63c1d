// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/ascii.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>

namespace tern::http {

/// The pseudo-header fields that exist. @source RFC 9113, section 8.3
enum class h2_pseudo : std::uint8_t {
  unknown = 0,
  method = 1,
  scheme = 2,
  path = 4,
  authority = 8,
  status = 16,
};

[[nodiscard]] inline h2_pseudo h2_pseudo_of(std::string_view name) noexcept {
  switch (name.size()) {
    case 5:
      return name == ":path" ? h2_pseudo::path : h2_pseudo::unknown;
    case 7:
      if (name == ":method") return h2_pseudo::method;
      if (name == ":scheme") return h2_pseudo::scheme;
      return name == ":status" ? h2_pseudo::status : h2_pseudo::unknown;
    case 10:
      return name == ":authority" ? h2_pseudo::authority : h2_pseudo::unknown;
    default:
      return h2_pseudo::unknown;
  }
}

/// Holds the fields of one block against what HTTP asks of them, one after the other. nghttp2 can
/// do so as well, for four times the instructions: this looks at eight characters at a time.
/// @source RFC 9113, sections 8.1.1, 8.2 and 8.3; RFC 9110, section 5.5
class h2_field_rules {
 public:
  enum class block : std::uint8_t { request, response, trailers };

  void begin(block which) noexcept {
    block_ = which;
    awaited_ = pseudo_fields_of(which);
    seen_ = 0;
    host_ = false;
    length_.reset();
  }

  /// @returns false if the message is malformed.
  [[nodiscard]] bool see(h2_pseudo which, std::string_view value) noexcept {
    return see_known(which) && !value.empty() && fits(which, value);
  }

  /// A field whose name does not begin with a colon. @returns false if the message is malformed.
  [[nodiscard]] bool see(std::string_view name, std::string_view value) noexcept {
    see_known();
    return is_name(name) && is_value(value) && see_meaning(name, value);
  }

  /// The same for fields that were seen in an earlier block, and have no meaning for the message.
  [[nodiscard]] bool see_known(h2_pseudo which) noexcept {
    const auto bit = static_cast<unsigned>(which);
    const bool expected = (bit & awaited_) != 0;
    awaited_ &= ~bit;
    seen_ |= bit;
    return expected;
  }
  void see_known() noexcept { awaited_ = 0; }

  /// Whether a field says something about the message that it stands in.
  [[nodiscard]] static bool has_meaning(std::string_view name) noexcept {
    return name == "content-length" || name == "host";
  }

  /// At the end of a block: whether all is there that has to be. `of` has the fields, unless they
  /// are trailers; `ends` says that nothing follows.
  [[nodiscard]] bool complete(const head& of, bool ends) const noexcept {
    switch (block_) {
      case block::trailers:
        return ends;
      case block::response:
        return has(h2_pseudo::status) && response_can_be(of.status, ends);
      case block::request:
        return request_is_complete(of);
    }
    return false;
  }

  /// What `content-length` said.
  [[nodiscard]] std::optional<std::uint64_t> length() const noexcept { return length_; }

 private:
  // A character of a name: of a token, in lower case.
  [[nodiscard]] static bool is_name_char(char c) noexcept {
    static constexpr std::array<bool, 256> table = [] {
      std::array<bool, 256> all{};
      for (int i = 0; i < 256; ++i) {
        const char each = static_cast<char>(i);
        all[static_cast<std::size_t>(i)] = is_token_char(each) && !(each >= 'A' && each <= 'Z');
      }
      return all;
    }();
    return table[static_cast<unsigned char>(c)];
  }

  static constexpr std::uint64_t ones = 0x0101010101010101;
  static constexpr std::uint64_t tops = ones * 0x80;

  // Whether one of eight characters is below `bound`, at most 0x80, or DEL.
  [[nodiscard]] static bool any_control(std::uint64_t eight, std::uint64_t bound) noexcept {
    const std::uint64_t without_del = eight ^ (ones * 0x7f);
    const std::uint64_t below = (eight - ones * bound) & ~eight;
    const std::uint64_t del = (without_del - ones) & ~without_del;
    return ((below | del) & tops) != 0;
  }

  // Whether all of eight characters are lower-case letters and hyphens.
  [[nodiscard]] static bool all_plain(std::uint64_t eight) noexcept {
    const std::uint64_t low = eight & ~tops;
    const std::uint64_t letter = (low + ones * (0x80 - 'a')) & ~(low + ones * (0x7f - 'z'));
    const std::uint64_t hyphen = ~((low ^ (ones * '-')) + ones * 0x7f);
    return ((letter | hyphen) & ~eight & tops) == tops;
  }

  // Whether `good` holds for all characters, of which there are eight or more, eight at a time.
  template <class Predicate>
  [[nodiscard]] static bool all_eights(std::string_view text, Predicate good) noexcept {
    const auto eight_at = [&](std::size_t at) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, text.data() + at, sizeof eight);
      return eight;
    };
    const std::size_t last = text.size() - sizeof(std::uint64_t);
    for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t)) {
      if (!good(eight_at(at))) return false;
    }
    return good(eight_at(last));
  }

  [[nodiscard]] static bool is_name(std::string_view name) noexcept {
    if (name.size() >= sizeof(std::uint64_t) && all_eights(name, all_plain)) return true;
    return !name.empty() && std::ranges::all_of(name, is_name_char);
  }

  // Whether all characters are `bound` or above, and not DEL.
  [[nodiscard]] static bool all_above(std::string_view text, unsigned char bound) noexcept {
    if (text.size() >= sizeof(std::uint64_t)) {
      return all_eights(text, [bound](std::uint64_t eight) { return !any_control(eight, bound); });
    }
    return std::ranges::all_of(
        text, [bound](char c) { return static_cast<unsigned char>(c) >= bound && c != 0x7f; });
  }

  [[nodiscard]] static bool is_value(std::string_view value) noexcept {
    if (value.empty()) return true;
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    if (blank(value.front()) || blank(value.back())) return false;
    return all_above(value, 0x20) || is_field_text(value);  // which has tabs
  }

  [[nodiscard]] static unsigned pseudo_fields_of(block which) noexcept {
    if (which == block::trailers) return 0;
    if (which == block::response) return static_cast<unsigned>(h2_pseudo::status);
    return static_cast<unsigned>(h2_pseudo::method) | static_cast<unsigned>(h2_pseudo::scheme) |
           static_cast<unsigned>(h2_pseudo::path) | static_cast<unsigned>(h2_pseudo::authority);
  }

  [[nodiscard]] bool has(h2_pseudo which) const noexcept {
    return (seen_ & static_cast<unsigned>(which)) != 0;
  }

  [[nodiscard]] bool fits(h2_pseudo which, std::string_view value) noexcept {
    switch (which) {
      case h2_pseudo::method:
        return value == "POST" || is_token(value);
      case h2_pseudo::scheme:
        return value == "http" || value == "https" || is_scheme(value);
      case h2_pseudo::path:
        return all_above(value, 0x21);
      case h2_pseudo::authority:
        return is_known_authority(value) || is_authority_text(value);
      case h2_pseudo::status:
        return value.size() == 3 && std::ranges::all_of(value, is_digit) && value[0] != '0' &&
               value != "101";
      case h2_pseudo::unknown:
        break;
    }
    return false;
  }

  // @source RFC 3986, section 3.1
  [[nodiscard]] static bool is_scheme(std::string_view text) noexcept {
    const auto letter = [](char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; };
    return letter(text.front()) && std::ranges::all_of(text, [&](char c) {
             return letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
           });
  }

  // The characters of a host and a port. Who is to log in is not said here.
  // @source RFC 3986, section 3.2; RFC 9113, section 8.3.1
  [[nodiscard]] static bool is_authority_text(std::string_view text) noexcept {
    static constexpr std::array<bool, 256> table = [] {
      std::array<bool, 256> all{};
      for (int i = 0; i < 128; ++i) {
        const char each = static_cast<char>(i);
        const bool letter = ascii_lower(each) >= 'a' && ascii_lower(each) <= 'z';
        constexpr std::string_view marks = "-._~%!$&'()*+,;=:[]";
        all[static_cast<std::size_t>(i)] =
            letter || is_digit(each) || marks.find(each) != std::string_view::npos;
      }
      return all;
    }();
    return std::ranges::all_of(text, [](char c) { return table[static_cast<unsigned char>(c)]; });
  }

  // The requests of a connection rarely name more than one.
  [[nodiscard]] bool is_known_authority(std::string_view text) noexcept {
    if (text == authority_) return true;
    constexpr std::size_t kept_max_bytes = 64;
    if (text.size() <= kept_max_bytes && is_authority_text(text)) authority_ = text;
    return text == authority_;
  }

  // Fields that say something about the message itself, and those that only HTTP/1.1 has.
  [[nodiscard]] bool see_meaning(std::string_view name, std::string_view value) noexcept {
    switch (name.size()) {
      case 2:
        return name != "te" || ascii_iequal(value, "trailers");
      case 4:
        return name != "host" || block_ != block::request || see_host(value);
      case 7:
        return name != "upgrade";
      case 10:
        return name != "connection" && name != "keep-alive";
      case 14:
        return name != "content-length" || see_length(value);
      case 16:
        return name != "proxy-connection";
      case 17:
        return name != "transfer-encoding";
      default:
        return true;
    }
  }

  [[nodiscard]] bool see_host(std::string_view value) noexcept {
    return !std::exchange(host_, true) && !value.empty() && is_authority_text(value);
  }

  [[nodiscard]] bool see_length(std::string_view value) noexcept {
    const bool first = !length_;
    length_ = read_length(value);
    return first && length_;
  }

  // An interim response has no body, and is not the last.
  [[nodiscard]] bool response_can_be(int status, bool ends) const noexcept {
    if (status / 100 == 1) return !ends && !length_;
    return status != 204 || length_.value_or(0) == 0;
  }

  // @source RFC 9113, sections 8.3.1 and 8.5
  [[nodiscard]] bool request_is_complete(const head& of) const noexcept {
    constexpr auto three = static_cast<unsigned>(h2_pseudo::method) |
                           static_cast<unsigned>(h2_pseudo::scheme) |
                           static_cast<unsigned>(h2_pseudo::path);
    if (of.method == "CONNECT") {
      return has(h2_pseudo::authority) && !has(h2_pseudo::scheme) && !has(h2_pseudo::path);
    }
    if ((seen_ & three) != three || (!has(h2_pseudo::authority) && !host_)) return false;
    if (of.path.front() == '/') return true;
    const bool of_http = ascii_iequal(of.scheme, "http") || ascii_iequal(of.scheme, "https");
    return !of_http || (of.path == "*" && of.method == "OPTIONS");
  }

  block block_ = block::request;
  unsigned seen_ = 0;     // of h2_pseudo
  unsigned awaited_ = 0;  // those that may come; none after a field without a colon
  bool host_ = false;
  std::string authority_;  // the last one that was taken, of an earlier block, too
  std::optional<std::uint64_t> length_;
};

}  // namespace tern::http
