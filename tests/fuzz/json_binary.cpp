// SPDX-License-Identifier: MIT

/// From the binary format to JSON and back, and beside Google's: what tern writes, Google's C++
/// reads as the same message, and the other way round. Where Google's C++ 3.21 is another, this
/// says so:
///
/// - It writes JSON for messages that have none: a Value that holds nothing, NaN or infinity,
///   durations whose parts differ in sign, paths of a FieldMask that come back as others.
/// - It reads -0 as 0.
/// - It changes paths of a FieldMask with capitals behind one another or an underscore in front.

#include <tern/json.hpp>

#include <tests/fuzz/everything.hpp>
#include <tests/fuzz/fuzzer.hpp>
#include <tests/fuzz/peer.hpp>

#include <string>
#include <string_view>

namespace {

using fuzz::peer_message;
using fuzz::require;
using fuzz::require_same;

namespace codec = tern::codec;
namespace json = tern::json;

const json::type_registry& types() {
  static const auto all =
      tern::schema::type_registry{}
          .add<fuzz::Leaf, fuzz::Everything, tern::protobuf::Timestamp, tern::protobuf::Value>();
  return all;
}

tern::result<std::string> to_json(tern::byte_view bytes) {
  const auto message = codec::decode<fuzz::Everything>(bytes);
  require(message.ok(), "Google's writes what tern refuses", to_string(message.status()));
  return json::encode(*message, {.types = &types()});
}

// Whether tern may have no JSON where Google's C++ has one.
bool is_known(const tern::status& failure) {
  for (const std::string_view what : {"holds nothing", "no NaN and not infinite", "differ in sign",
                                      "would come back", "in encode_options::types"}) {
    if (failure.message().find(what) != std::string::npos) return true;
  }
  return false;
}

bool has_minus_zero(std::string_view text) {
  for (std::size_t at = 0; (at = text.find("-0", at)) != std::string_view::npos; at += 2) {
    if (at + 2 == text.size() || (text[at + 2] != '.' && text[at + 2] != 'e')) return true;
  }
  return false;
}

bool has_mask(std::string_view text) {
  return text.find("\"mask\"") != std::string_view::npos;
}

void check_back(const std::string& text, tern::byte_view expected, const char* whose) {
  const auto message = json::decode<fuzz::Everything>(text, {.types = &types()});
  require(message.ok(), whose, text + "\n" + to_string(message.status()));
  require_same(codec::encode(*message).view(), expected, text.c_str());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto peer = peer_message::from_bytes(fuzz::schema::everything, fuzz::as_view(data, size));
  if (!peer) return 0;
  peer->discard_unknown();
  const std::string bytes = peer->bytes();
  const auto ours = to_json(tern::as_bytes(bytes));
  const auto theirs = peer->json();
  // JSON has one NaN and one null, and an Any in it is encoded anew.
  const auto is_exact = [](const std::string& text) {
    return text.find("NaN") == std::string::npos && text.find("null") == std::string::npos &&
           text.find("@type") == std::string::npos;
  };
  if (ours) {
    const auto again = json::decode<fuzz::Everything>(*ours, {.types = &types()});
    require(again.ok(), "tern refuses what it writes", *ours + "\n" + to_string(again.status()));
    const auto text = json::encode(*again, {.types = &types()});
    require(text && *text == *ours, "JSON is another when it comes back", *ours);
  }
  if (ours && is_exact(*ours)) {
    check_back(*ours, tern::as_bytes(bytes), "tern refuses what it writes");
    const auto read = peer_message::from_json(fuzz::schema::everything, *ours);
    require(read.has_value(), "Google's refuses what tern writes", *ours);
    if (!has_minus_zero(*ours) && !has_mask(*ours)) {
      require_same(tern::as_bytes(read->bytes()), tern::as_bytes(bytes), ours->c_str());
    }
  }
  if (theirs && is_exact(*theirs) && !has_mask(*theirs)) {
    if (!ours) {
      return require(is_known(ours.status()), "only Google's has JSON",
                     *theirs + "\n" + to_string(ours.status())),
             0;
    }
    check_back(*theirs, tern::as_bytes(bytes), "tern refuses what Google's writes");
  }
  return 0;
}
