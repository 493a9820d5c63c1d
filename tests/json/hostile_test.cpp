// SPDX-License-Identifier: MIT
#include <tern/json.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <doctest/doctest.h>

#include <tests/json/messages.hpp>

/// Texts that somebody chose to do harm.
namespace {

using namespace shop::v1;

const tern::json::type_registry types =
    tern::json::type_registry{}.add<Item, Known, tern::protobuf::Any, tern::protobuf::Struct>();

template <class M>
tern::status status_of(std::string_view text, bool lenient = false) {
  auto decoded = tern::json::decode<M>(text, {.ignore_unknown = lenient, .types = &types});
  return decoded ? tern::status{} : decoded.status();
}

std::string repeat(std::string_view text, std::size_t count) {
  std::string all;
  for (; count != 0; --count) all += text;
  return all;
}

TEST_CASE("a text that is cut short anywhere is an error") {
  const std::string text =
      R"({"orderId":"42","items":[{"name":"t\u00e9a","price":4.5e1,"size":"SIZE_LARGE"},{}],)"
      R"("codes":[1,-2],"labels":{"a":"b"},"gift":{"name":"cup"},"note":null,"due":)"
      R"("1970-01-01T00:00:01.5Z","handling":"-1.5s"})";
  REQUIRE(status_of<Order>(text).ok());
  for (std::size_t size = 0; size < text.size(); ++size) {
    // In memory of that size, so that a sanitizer sees what is read behind it.
    const std::vector<char> part(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    INFO(size);
    CHECK_FALSE(status_of<Order>({part.data(), part.size()}).ok());
    CHECK_FALSE(status_of<Known>({part.data(), part.size()}, true).ok());
  }
}

TEST_CASE("a byte that is another one is no harm") {
  const std::string text =
      R"({"any":{"@type":"x/shop.v1.Item","name":"a\n","price":1e5},"time":"2000-01-01T00:00:00Z",)"
      R"("object":{"a":[null,true,{"b":-0.5}]},"mask":"a.bC","number":"7","bytes":"AQ=="})";
  REQUIRE(status_of<Known>(text).ok());
  std::size_t accepted = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char c : std::string_view{"\0\"\\{}[]:,09-+.eEtn/ \x1f\x7f\xff\xc3\xe2", 26}) {
      std::string changed = text;
      changed[at] = c;
      const std::vector<char> bytes(changed.begin(), changed.end());
      const auto decoded = tern::json::decode<Known>({bytes.data(), bytes.size()},
                                                     {.ignore_unknown = true, .types = &types});
      if (!decoded) continue;
      ++accepted;
      // What is accepted can be written, unless it is a Value of nothing.
      CHECK(tern::json::encode(*decoded, {.types = &types}).ok());
    }
  }
  CHECK(accepted > text.size());
}

TEST_CASE("nesting ends at the limit") {
  for (const std::string_view open : {"[", "{\"a\":", "[[", "{\"value\":["}) {
    for (const bool lenient : {false, true}) {
      const std::string bomb = "{\"value\":" + repeat(open, 1'000'000);
      CHECK_FALSE(status_of<Known>(bomb, lenient).ok());
      CHECK_FALSE(status_of<Order>(bomb, lenient).ok());
      CHECK_FALSE(status_of<Known>(repeat(open, 1'000'000), lenient).ok());
    }
  }
  CHECK(status_of<Order>(repeat("{\"inner\":", 100) + "{}" + repeat("}", 100)).ok());
  CHECK(status_of<Order>(repeat("{\"inner\":", 101) + "{}" + repeat("}", 101))
            .message()
            .ends_with("nested deeper than depth_limit, which is 100 (line 1, column 910)"));
  const std::string anys =
      repeat(R"({"@type":"x/google.protobuf.Any","value":)", 200) + "{}" + repeat("}", 200);
  CHECK_FALSE(status_of<Known>("{\"any\":" + anys + "}").ok());
}

TEST_CASE("numbers are as long as they like") {
  const std::string digits(1'000'000, '9');
  CHECK_FALSE(status_of<Scalars>("{\"int32\":" + digits + "}").ok());
  CHECK_FALSE(status_of<Scalars>("{\"real64\":" + digits + "}").ok());
  CHECK(status_of<Scalars>("{\"real64\":0." + digits + "}").ok());
  CHECK(status_of<Scalars>("{\"int32\":1." + std::string(1'000'000, '0') + "}").ok());
  CHECK_FALSE(status_of<Scalars>("{\"int32\":1." + std::string(1'000'000, '0') + "1}").ok());
  for (const char* const number :
       {"1e99999999999999999999", "1e2147483648", "1e536870000", "-1E+9223372036854775808"}) {
    for (const char* const field : {"int32", "int64", "uint64", "real32", "real64"}) {
      CHECK_FALSE(status_of<Scalars>("{\"" + std::string{field} + "\":" + number + "}").ok());
    }
  }
  CHECK(status_of<Scalars>("{\"int64\":0e99999999999999999999}").ok());
  CHECK(status_of<Scalars>("{\"real64\":1e-99999999999999999999}").ok());
  CHECK_FALSE(status_of<Scalars>("{\"int64\":1e-99999999999999999999}").ok());
  CHECK(status_of<Scalars>("{\"int64\":\"12" + std::string(1'000'000, '0') + "e-1000000\"}").ok());
}

TEST_CASE("texts are as long as they like") {
  const std::string letters(4 << 20, 'x');
  const auto order = tern::json::decode<Order>("{\"note\":\"" + letters + "\"}");
  CHECK(order.value().note == letters);
  const auto escaped =
      tern::json::decode<Order>("{\"note\":\"" + repeat("\\u00e9", 100'000) + "\"}");
  CHECK(escaped.value().note->size() == 200'000);
  // What an error shows of it is short.
  CHECK(status_of<Order>("{\"" + letters + "\":1}").message().size() < 200);
  CHECK(status_of<Scalars>("{\"int32\":\"" + letters + "\"}").message().size() < 200);
  CHECK(status_of<Order>("{\"labels\":{\"" + letters + "\":1}}").message().size() < 200);
  CHECK(status_of<Order>(letters).message().size() < 200);
}

// Neither of the next two ends within the time limit of the tests if its cost is quadratic.
TEST_CASE("many names cost no more than their length") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"key" + std::to_string(i) + "\":1,";
  text.back() = '}';
  CHECK(status_of<Order>(text, true).ok());
  CHECK(status_of<Known>("{\"object\":" + text + "}").ok());
}

TEST_CASE("types that stand behind what they are for cost no more than their length") {
  // Each level has to find its type behind all that is in it.
  std::string text = "[" + repeat("1,", 500'000) + "1]";
  text = R"({"value":{"a":)" + text + R"(},"@type":"x/google.protobuf.Struct"})";
  for (int i = 0; i < 90; ++i) {
    text = R"({"value":)" + text + R"(,"@type":"x/google.protobuf.Any"})";
  }
  const auto any = tern::json::decode<tern::protobuf::Any>(text, {.types = &types});
  CHECK(any.ok());
  const std::size_t end = text.rfind(",1]");
  text[end] = ' ';
  CHECK_FALSE(tern::json::decode<tern::protobuf::Any>(text, {.types = &types}).ok());
}

TEST_CASE("a limit may be as large as it likes") {
  const tern::json::decode_options none{
      .depth_limit = 0xffff'ffff,
      .expansion_limit = 0xffff'ffff,
      .free_expansion_bytes = std::numeric_limits<std::size_t>::max()};
  CHECK(tern::json::decode<Order>(R"({"items":[{},{}],"inner":{}})", none).ok());
}

TEST_CASE("memory is bounded by a multiple of the text") {
  // An Order is hundreds of bytes and `{},` three.
  const auto many = [](std::size_t count) {
    return "{\"items\":[" + repeat("{},", count) + "{}]}";
  };
  CHECK(tern::json::decode<Order>(many(20'000)).ok());
  const auto bounded =
      tern::json::decode<Order>(many(20'000), {.expansion_limit = 4, .free_expansion_bytes = 1024});
  REQUIRE_FALSE(bounded);
  CHECK(bounded.status().code() == tern::code::resource_exhausted);
  CHECK(bounded.status().message().find(
            "the message is in memory more than expansion_limit times as large as its text, "
            "which is 4") != std::string::npos);
}

// Keys of std::unordered_map that fall into one bucket whatever its size is, up to a point.
std::string colliding(std::size_t count) {
  std::unordered_map<std::string, Size> map;
  map.reserve(4 * count);
  const std::size_t buckets = map.bucket_count();
  std::string text = "{\"sizeOf\":{";
  std::size_t found = 0;
  for (std::size_t i = 0; found < count; ++i) {
    const std::string key = std::to_string(i);
    if (std::hash<std::string>{}(key) % buckets != 0) continue;
    text += "\"" + key + "\":1,";
    ++found;
  }
  text.back() = '}';
  return text + "}";
}

TEST_CASE("keys that share a bucket are noticed") {
  // With another number of buckets they are spread, so the limit is one that a few exceed.
  const auto crowded = tern::json::decode<Order>(colliding(200), {.collision_limit = 0});
  REQUIRE_FALSE(crowded);
  CHECK(crowded.status().code() == tern::code::resource_exhausted);
  CHECK(crowded.status().message().find("collision_limit, which is 0") != std::string::npos);
  CHECK(tern::json::decode<Order>(colliding(200)).ok());
}

}  // namespace
