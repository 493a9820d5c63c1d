// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tern/json/output.hpp>
#include <tern/protocol/connect_error.hpp>

namespace tern::rest {

/// Writes a document in JSON from front to back, with the commas that belong in between.
///
///     json_text out;
///     out.open('{');
///     out.key("type").text("string");
///     out.close('}');
class json_text {
 public:
  /// Begins an object, `{`, or a list, `[`.
  json_text& open(char bracket) {
    separate();
    text_ += bracket;
    is_first_ = true;
    return *this;
  }
  json_text& close(char bracket) {
    text_ += bracket;
    is_first_ = false;
    return *this;
  }

  /// The name of a member, before its value.
  json_text& key(std::string_view name) {
    text(name);
    text_ += ':';
    is_first_ = true;
    return *this;
  }

  json_text& text(std::string_view value) {
    separate();
    json::string_output out{text_};
    protocol::detail::write_json_text(out, value);
    out.finish();
    return *this;
  }

  /// A value that is JSON already.
  json_text& raw(std::string_view value) {
    separate();
    text_.append(value);
    return *this;
  }

  /// Members that are JSON already, with commas between them.
  json_text& members(std::string_view some) { return some.empty() ? *this : raw(some); }

  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  void separate() {
    if (!is_first_) text_ += ',';
    is_first_ = false;
  }

  std::string text_;
  bool is_first_ = true;
};

}  // namespace tern::rest
