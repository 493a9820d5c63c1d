// SPDX-License-Identifier: MIT

/// Heads of requests and of responses in all protocols. The first line of an input is the path of a
/// request, or the HTTP status of a response; the others are header fields.
///
/// Whatever they are, a server accepts the call, refuses it in its protocol or knows that it is
/// none; a client gets an outcome; and what a client of ours writes, a server of ours accepts.

#include <tern/base/ascii.hpp>
#include <tern/protocol/registry.hpp>

#include <tests/fuzz/fuzzer.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace {

using fuzz::require;
namespace protocol = tern::protocol;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

tern::http::headers fields_of(std::string_view text) {
  tern::http::headers fields;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0) continue;
    std::string name{line.substr(0, colon)};
    std::ranges::transform(name, name.begin(), tern::ascii_lower);
    fields.add(name, line.substr(colon + 1));
  }
  return fields;
}

// A server tells its client in bounded words what was wrong.
void check_request(const tern::http::head& request) {
  const protocol::registry known{.forms = {.json = true}};
  const auto meaning = known.recognise(request);
  if (const auto* refusal = std::get_if<protocol::refusal>(&meaning)) {
    require(refusal->head.status >= 400, "a refusal that is none");
    require(refusal->body.size() < 1000, "a refusal grows with the mistake", refusal->body);
    return;
  }
  const auto& [speaks, call] = std::get<protocol::recognised>(meaning);
  require(!call.content_type.empty(), "an answer without a content-type");
  require(call.refusal.message().size() < 500, "a refusal grows with the mistake");
  require(!call.timeout || call.timeout->count() >= 0, "a negative timeout");
  const tern::rpc::metadata metadata = speaks->request_metadata(request);
  const auto end = speaks->finish(call, call.refusal, metadata, metadata, {});
  require(end.head && end.head->status >= 200, "a call without an answer");

  const protocol::call_start start{.scheme = "http",
                                   .authority = "example",
                                   .path = "/a.B/C",
                                   .timeout = call.timeout,
                                   .metadata = metadata,
                                   .encoding = call.request_encoding,
                                   .form = call.form};
  const tern::http::head again = speaks->request_head(start);
  const auto accepted = speaks->accept(again, known.forms);
  require(accepted && accepted->refusal.ok(), "what a client says is refused");
  require(accepted->form == call.form, "another form");
  require(accepted->timeout.has_value() == call.timeout.has_value(), "a timeout gets lost");
  if (call.timeout && *call.timeout <= std::chrono::hours{24}) {
    require(*accepted->timeout >= *call.timeout, "a timeout becomes shorter");
  }
}

void check_response(const tern::http::head& response) {
  for (const protocol::protocol* each : protocol::all_protocols) {
    for (const auto form : {protocol::message_form::proto, protocol::message_form::json}) {
      const auto start = each->read_head(response, form);
      require(start.refusal.message().size() < 500, "a refusal grows with the mistake");
      const auto told = each->read_outcome(response, nullptr);
      const auto with_trailers = each->read_outcome(response, &response.fields);
      static_cast<void>(told);
      static_cast<void>(with_trailers);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = tern::as_text(fuzz::as_view(data, size));
  const std::string_view first = take_line(text);
  tern::http::head head;
  head.fields = fields_of(text);
  for (const int status : {200, 404, 503}) {
    head.status = status;
    check_response(head);
  }
  head.status = 0;
  head.path = first;
  for (const char* const method : {"POST", "GET"}) {
    for (const int version : {1, 2}) {
      head.method = method;
      head.version = version;
      check_request(head);
    }
  }
  return 0;
}
