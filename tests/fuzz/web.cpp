// SPDX-License-Identifier: MIT

/// What gRPC-Web and Connect put into bodies and queries: errors and ends of streams in JSON,
/// trailers, base64, calls by GET, and frames however they are cut.

#include <tern/json/cursor.hpp>
#include <tern/protocol/base64_body.hpp>
#include <tern/protocol/connect_end.hpp>
#include <tern/protocol/connect_error.hpp>
#include <tern/protocol/connect_get.hpp>
#include <tern/protocol/connect_timeout.hpp>
#include <tern/protocol/frame_cutter.hpp>
#include <tern/protocol/grpc_web_trailers.hpp>
#include <tern/protocol/media_type.hpp>

#include <tests/fuzz/fuzzer.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace {

using fuzz::require;
namespace protocol = tern::protocol;

void check_error(std::string_view text) {
  const tern::status read = protocol::read_connect_error(text, 503);
  require(!read.ok(), "an error that is a success");
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

void check_trailers(std::string_view text) {
  const auto read = protocol::read_web_trailers(text);
  if (!read) return;
  const auto again = protocol::read_web_trailers(protocol::write_web_trailers(*read));
  require(again.ok() && *again == *read, "trailers change when they are passed on");
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

// What a body is cut into of which `step` more bytes come each time.
std::string cut(protocol::framing how, bool compressed, std::string_view body, std::size_t step) {
  protocol::frame_cutter cutter{how, 64};
  cutter.allow_compressed(compressed);
  std::string frames;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (;;) {
    const auto there = tern::as_bytes(body.substr(begin, end - begin));
    using found = protocol::frame_cutter::found;
    const found what = cutter.look(there, end == body.size());
    if (what == found::nothing_yet) {
      require(end != body.size(), "a cutter waits for what will not come");
      end = std::min(end + step, body.size());
      continue;
    }
    if (what == found::end) return frames.append("end");
    if (what == found::failed) return frames.append("failed");
    require(cutter.frame_bytes(there) <= there.size(), "a frame is longer than the body");
    frames.append(what == found::message ? "message " : "last ");
    frames.append(tern::as_text(cutter.payload(there)));
    begin += cutter.frame_bytes(there);
    cutter.pass();
  }
}

void check_frames(std::string_view text) {
  using layout = protocol::framing::layout;
  for (const protocol::framing how :
       {protocol::framing{}, protocol::framing{.last_flag = 0x80},
        protocol::framing{.last_flag = 0x02}, protocol::framing{.body = layout::message},
        protocol::framing{.body = layout::ending}}) {
    for (const bool compressed : {false, true}) {
      const std::string whole = cut(how, compressed, text, text.size() + 1);
      for (const std::size_t step : {std::size_t{1}, std::size_t{7}}) {
        require(cut(how, compressed, text, step) == whole, "frames depend on how they are cut");
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = tern::as_text(fuzz::as_view(data, size));
  check_error(text);
  check_end(text);
  check_trailers(text);
  check_base64_body(text);
  check_get(text);
  check_timeout(text);
  check_frames(text);
  static_cast<void>(protocol::find_media_type({}, text));
  return 0;
}
