// SPDX-License-Identifier: MIT

/// What Connect puts into bodies, queries and header fields: errors and ends of streams in JSON,
/// calls by GET, timeouts.

#include <tern/json/cursor.hpp>
#include <tern/protocol/connect_end.hpp>
#include <tern/protocol/connect_error.hpp>
#include <tern/protocol/connect_get.hpp>
#include <tern/protocol/connect_timeout.hpp>

#include <tests/fuzz/fuzzer.hpp>

#include <string>
#include <string_view>

namespace {

using fuzz::require;
namespace protocol = tern::protocol;

void check_error(std::string_view text) {
  const tern::status read = protocol::read_connect_error(text, 503);
  require(!read.ok(), "an error that is a success");
  require(read.message().size() <= 6 * text.size() + 200, "an error says more than it was told");
  const std::string written = protocol::write_connect_error(read);
  tern::json::cursor json{written};
  require(json.skip_value() && json.read_end(), "an error is written as no JSON", written);
  const tern::status again = protocol::read_connect_error(written, 200);
  require(again.code() == read.code() && again.details().size() == read.details().size(),
          "an error changes when it is passed on", written);
}

void check_end(std::string_view text) {
  const auto read = protocol::read_connect_end(text);
  if (!read) return;
  const std::string written = protocol::write_connect_end(read->status, read->trailers);
  const auto again = protocol::read_connect_end(written);
  require(again.ok(), "the end of a stream is written as none", written);
  require(again->status == read->status, "the end of a stream changes", written);
  std::size_t passed_on = 0;
  for (const auto each : read->trailers) {
    passed_on += tern::rpc::is_reserved_name(each.name) ? 0 : 1;
  }
  require(again->trailers.size() == passed_on, "metadata gets lost", written);
}

void check_get(std::string_view text) {
  static_cast<void>(protocol::read_connect_get("/a.B/C?" + std::string{text}));
  for (const auto form : {protocol::message_form::proto, protocol::message_form::json}) {
    const auto read = protocol::read_connect_get(
        protocol::write_connect_get("/a.B/C", form, tern::as_bytes(text)));
    require(read.problem.ok() && read.message == text, "a query loses something");
  }
}

void check_timeout(std::string_view text) {
  const auto timeout = protocol::read_connect_timeout(text);
  if (!timeout) return;
  require(timeout->count() >= 0, "a negative timeout");
  const auto again = protocol::read_connect_timeout(protocol::write_connect_timeout(*timeout));
  require(again && *again >= *timeout, "a timeout becomes shorter when it is passed on");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = tern::as_text(fuzz::as_view(data, size));
  check_error(text);
  check_end(text);
  check_get(text);
  check_timeout(text);
  return 0;
}
