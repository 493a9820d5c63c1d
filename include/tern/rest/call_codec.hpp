// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/rest/bound_rule.hpp>
#include <tern/rest/request_binding.hpp>
#include <tern/rest/write_reply.hpp>
#include <tern/schema/message_codec.hpp>

namespace tern::rest {

/// The messages of one call that a rule is for: its request is in path, query and body, its reply
/// is the body of the answer, or one of its lines:
///
///     {"result":{"text":"Hello, Ada"}}
///     {"result":{"text":"Hello again, Ada"}}
///
/// @lifetime borrows the rule and the codec of bodies, which are the server's.
class call_codec final : public schema::message_codec {
 public:
  /// Which bodies are taken.
  enum class body {
    any,
    without_type,  ///< none: the request has no content-type that says what it would be
  };

  /// @param path as rule_tree::find() matched it. @param query behind the question mark.
  call_codec(const bound_rule& rule, std::string path, std::string query,
             const schema::message_codec& json, body taken = body::any)
      : rule_(rule), path_(std::move(path)), query_(std::move(query)), json_(json), taken_(taken) {}

  [[nodiscard]] result<void> encode(const schema::message_info& type, const void* message,
                                    buffer& out) const override {
    const bool as_line = rule_.method.reply_stream;
    if (as_line) out.append(as_bytes(std::string_view{R"({"result":)"}));
    if (auto done = write_reply(type, rule_.response, message, json_, out); !done) return done;
    if (as_line) out.append(as_bytes(std::string_view{"}\n"}));
    return {};
  }

  [[nodiscard]] result<void> decode(byte_view sent, const schema::message_info& type, void* message,
                                    const codec::decode_options& limits) const override {
    static_cast<void>(type);  // the rule's
    if (taken_ == body::without_type && !sent.empty()) {
      return status{code::invalid_argument,
                    "the request has a body and no content-type; it has to be application/json"};
    }
    return bind_request(rule_, path_, query_, sent, message, json_, limits);
  }

  /// What writes bodies.
  [[nodiscard]] const schema::message_codec& json() const noexcept { return json_; }

 private:
  const bound_rule& rule_;
  std::string path_;
  std::string query_;
  const schema::message_codec& json_;
  body taken_;
};

}  // namespace tern::rest
