// SPDX-License-Identifier: MIT

/// What gRPC-Web puts into bodies: trailers, what they say about the end of a call, and base64
/// however it is cut.

#include <tern/protocol/base64_body.hpp>
#include <tern/protocol/grpc_fields.hpp>
#include <tern/protocol/grpc_web.hpp>
#include <tern/protocol/grpc_web_trailers.hpp>

#include <tests/fuzz/fuzzer.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace {

using fuzz::require;
namespace protocol = tern::protocol;

void check_trailers(std::string_view text) {
  const auto read = protocol::read_web_trailers(text);
  if (!read) return;
  const auto again = protocol::read_web_trailers(protocol::write_web_trailers(*read));
  require(again.ok() && *again == *read, "trailers change when they are passed on");
}

void check_outcome(std::string_view text) {
  const auto read = protocol::grpc_web_protocol.read_last({}, tern::as_bytes(text));
  tern::http::headers written;
  protocol::detail::append_outcome(written, read.status, read.trailers);
  const auto again = protocol::grpc_web_protocol.read_last(
      {}, tern::as_bytes(protocol::write_web_trailers(written)));
  require(again.status.code() == read.status.code(), "the end of a call changes");
  require(again.status.message() == read.status.message(), "the text of a status changes");
}

std::optional<std::string> decoded(std::string_view text, std::size_t step) {
  protocol::base64_body body;
  tern::buffer bytes;
  for (std::size_t at = 0; at < text.size(); at += step) {
    if (!body.decode(text.substr(at, step), bytes)) return std::nullopt;
  }
  if (!body.finish(bytes)) return std::nullopt;
  return std::string{tern::as_text(bytes.view())};
}

void check_base64_body(std::string_view text) {
  const auto whole = decoded(text, text.size() + 1);
  for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{5}}) {
    require(decoded(text, step) == whole, "base64 depends on how it is cut");
  }
  tern::buffer body;
  protocol::append_base64(body, tern::as_bytes(text));
  protocol::append_base64(body, tern::as_bytes(text));
  require(decoded(tern::as_text(body.view()), 7) == std::string{text}.append(text),
          "base64 loses something");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = tern::as_text(fuzz::as_view(data, size));
  check_trailers(text);
  check_outcome(text);
  check_base64_body(text);
  return 0;
}
