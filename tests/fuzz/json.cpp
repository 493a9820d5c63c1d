// SPDX-License-Identifier: MIT

/// The JSON reader and writer: what is accepted can be written in each way and read again, and
/// stays the same.

#include <tern/json.hpp>

#include <tests/fuzz/everything.hpp>
#include <tests/fuzz/fuzzer.hpp>
#include <tests/fuzz/legacy.hpp>

#include <string>
#include <string_view>

namespace {

using fuzz::require;
using fuzz::require_same;

namespace codec = tern::codec;
namespace json = tern::json;

const json::type_registry& types() {
  static const auto all =
      tern::schema::type_registry{}
          .add<fuzz::Leaf, fuzz::Everything, tern::protobuf::Timestamp, tern::protobuf::Value,
               tern::protobuf::Struct, tern::protobuf::Any, tern::protobuf::StringValue>();
  return all;
}

template <class M>
std::string write(const M& message, json::encode_options options = {}) {
  options.types = &types();
  auto text = json::encode(message, options);
  require(text.ok(), "what was read cannot be written", to_string(text.status()));
  return *std::move(text);
}

template <class M>
void check_again(const M& message, const std::string& text, bool ignore_unknown = false) {
  const auto again = json::decode<M>(text, {.ignore_unknown = ignore_unknown, .types = &types()});
  require(again.ok(), "what was written cannot be read", text + "\n" + to_string(again.status()));
  require_same(codec::encode(*again).view(), codec::encode(message).view(),
               "what was written and read is another message");
}

template <class M>
void check(std::string_view text) {
  const auto message = json::decode<M>(text, {.types = &types()});
  const auto lenient = json::decode<M>(text, {.ignore_unknown = true, .types = &types()});
  if (!message) {
    require(!message.status().message().empty(), "a failure without a text");
    if (lenient) check_again(*lenient, write(*lenient));
    return;
  }
  require(lenient.ok(), "ignoring what is unknown refuses more");
  require_same(codec::encode(*message).view(), codec::encode(*lenient).view(),
               "ignoring what is unknown changes the message");

  const std::string written = write(*message);
  check_again(*message, written);
  require(write(*json::decode<M>(written, {.types = &types()})) == written, "JSON is not stable");
  check_again(*message, write(*message, {.always_print_implicit = true, .indent = 2}));
  check_again(*message, write(*message, {.enums_as_numbers = true, .proto_names = true}));
  const auto encoded = codec::encode(*message);
  require(codec::decode<M>(encoded.view()).ok(), "what JSON says has no binary form");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = tern::as_text(fuzz::as_view(data, size));
  check<fuzz::Everything>(text);
  check<fuzz::Legacy>(text);
  check<tern::protobuf::Value>(text);
  return 0;
}
