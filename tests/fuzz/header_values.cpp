// SPDX-License-Identifier: MIT

/// What stands in header fields and in front of messages: timeouts, percent-encoding, base64,
/// binary metadata, envelopes.

#include <tern/base/base64.hpp>
#include <tern/base/percent.hpp>
#include <tern/protocol/envelope.hpp>
#include <tern/protocol/metadata_headers.hpp>
#include <tern/protocol/timeout.hpp>

#include <tests/fuzz/fuzzer.hpp>

#include <string>
#include <string_view>

namespace {

using fuzz::require;

void check_timeout(std::string_view text) {
  const auto timeout = tern::protocol::read_timeout(text);
  if (!timeout) return;
  require(timeout->count() >= 0, "a negative timeout");
  const auto again = tern::protocol::read_timeout(tern::protocol::write_timeout(*timeout));
  require(again && *again >= *timeout, "a timeout becomes shorter when it is passed on");
}

void check_percent(std::string_view text) {
  const std::string encoded = tern::percent_encode(text);
  require(tern::percent_decode(encoded) == text, "percent-encoding loses something");
  require(tern::needs_percent_encoding(text) == (encoded != text), "needs_percent_encoding lies");
  for (const char each : encoded) require(each >= 0x20 && each <= 0x7e, "not printable");
  require(tern::percent_decode(text).size() <= text.size(), "decoding makes a text longer");
}

void check_base64(std::string_view text) {
  for (const auto padding : {tern::base64_padding::none, tern::base64_padding::full}) {
    const std::string encoded = tern::base64_encode(tern::as_bytes(text), padding);
    const auto bytes = tern::base64_decode(encoded);
    require(bytes && *bytes == text, "base64 loses something");
  }
  const auto bytes = tern::base64_decode(text);
  if (!bytes) return;
  const auto again = tern::base64_decode(tern::base64_encode(tern::as_bytes(*bytes)));
  require(again && *again == *bytes, "what base64 stands for changes");
}

void check_metadata(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return;
  tern::http::headers fields;
  fields.add(text.substr(0, colon), text.substr(colon + 1));
  fields.add("trace-bin", text.substr(colon + 1));
  const tern::rpc::metadata metadata = tern::protocol::read_metadata(fields);
  tern::http::headers written;
  tern::protocol::append_metadata(written, metadata);
  const tern::rpc::metadata again = tern::protocol::read_metadata(written);
  std::size_t reserved = 0;
  for (const auto each : metadata) reserved += tern::rpc::is_reserved_name(each.name) ? 1 : 0;
  require(again.size() + reserved == metadata.size(), "metadata gets lost when it is passed on");
}

void check_envelope(std::string_view text) {
  if (text.size() < tern::protocol::envelope::size_bytes) return;
  const auto read = tern::protocol::read_envelope(tern::as_bytes(text), 1);
  if (!read) return;
  std::byte written[tern::protocol::envelope::size_bytes];
  tern::protocol::write_envelope(written, *read);
  fuzz::require_same(written, tern::as_bytes(text).first(sizeof written), "another envelope");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = tern::as_text(fuzz::as_view(data, size));
  check_timeout(text);
  check_percent(text);
  check_base64(text);
  check_metadata(text);
  check_envelope(text);
  return 0;
}
