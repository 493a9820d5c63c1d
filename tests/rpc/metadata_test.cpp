// SPDX-License-Identifier: MIT
#include <tern/rpc/metadata.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using tern::rpc::metadata;

namespace {

/// The text of the error that adding the pair throws; its code is `internal`.
std::string refusal_of(std::string_view name, std::string_view value) {
  metadata list;
  try {
    list.add(name, value);
  } catch (const tern::error& failure) {
    CHECK(failure.code() == tern::code::internal);
    CHECK(list.empty());
    return failure.message();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("metadata is written as a list of pairs") {
  const metadata list = {{"x-tenant", "blue"}, {"x-cost", "3"}};
  CHECK(list.size() == 2);
  CHECK_FALSE(list.empty());
  CHECK(list.get("x-tenant") == "blue");
  CHECK(list.get("x-cost") == "3");
  CHECK_FALSE(list.get("x-other").has_value());
  CHECK(metadata{{"x-tenant", "blue"}}.size() == 1);
  CHECK(metadata{}.empty());
}

TEST_CASE("names are case-insensitive and kept in lower case") {
  metadata list;
  list.add("X-Tenant", "Blue");
  CHECK((*list.begin()).name == "x-tenant");
  CHECK(list.get("x-tenant") == "Blue");
  CHECK(list.get("X-TENANT") == "Blue");
  CHECK(list.contains("X-tenant"));
  CHECK_FALSE(list.contains("x-tenan"));
}

TEST_CASE("a name may occur several times, in order") {
  const metadata list{{"a", "1"}, {"b", "2"}, {"A", "3"}};
  CHECK(list.get("a") == "1");
  CHECK(list.get_all("a") == std::vector<std::string_view>{"1", "3"});
  CHECK(list.get_all("c").empty());
  std::string seen;
  for (const auto [name, value] : list) seen.append(name).append(value);
  CHECK(seen == "a1b2a3");
}

TEST_CASE("set puts one value in the place of all") {
  metadata list{{"a", "1"}, {"b", "2"}, {"a", "3"}};
  list.set("A", "4");
  CHECK(list == metadata{{"b", "2"}, {"a", "4"}});
  list.set("c", "5");
  CHECK(list == metadata{{"b", "2"}, {"a", "4"}, {"c", "5"}});
  CHECK_THROWS_AS(list.set("b", "\n"), tern::error);
  CHECK(list.get("b") == "2");
}

TEST_CASE("names and values may be borrowed from the metadata itself") {
  constexpr std::string_view text = "a value that is too long for a small string";
  metadata list{{"a", text}};
  for (int i = 0; i < 20; ++i) list.add((*list.begin()).name, *list.get("a"));
  CHECK(list.get_all("a") == std::vector<std::string_view>(21, text));
  list.set("a", *list.get("a"));
  list.set("b", *list.get("a"));
  CHECK(list == metadata{{"a", text}, {"b", text}});
}

TEST_CASE("erase removes all values of a name") {
  metadata list{{"a", "1"}, {"b", "2"}, {"a", "3"}};
  CHECK(list.erase("A") == 2);
  CHECK(list == metadata{{"b", "2"}});
  CHECK(list.erase("a") == 0);
  list.clear();
  CHECK(list.empty());
}

TEST_CASE("a value under a name that ends in -bin is any bytes") {
  metadata list;
  const std::string_view bytes{" \0\r\n\xff ", 6};
  list.add("X-Key-Bin", bytes);
  CHECK(list.get("x-key-bin") == bytes);
  CHECK(tern::rpc::is_binary_name("x-key-bin"));
  CHECK_FALSE(tern::rpc::is_binary_name("x-key-binary"));
}

TEST_CASE("spaces around a text are not part of it") {
  CHECK(metadata{{"a", "  b c "}}.get("a") == "b c");
  CHECK(metadata{{"a", "   "}}.get("a") == "");
}

TEST_CASE("a name that HTTP or a protocol has reserved cannot be added") {
  for (const std::string_view name :
       {"grpc-status", "grpc-message", "grpc-timeout", "grpc-encoding", "GRPC-Anything", ":path",
        ":authority", "connection", "Keep-Alive", "te", "trailer", "transfer-encoding", "upgrade",
        "host", "content-type", "content-length", "user-agent", "connect-timeout-ms"}) {
    CAPTURE(name);
    CHECK(refusal_of(name, "v").ends_with(
        "cannot be set: the name is reserved for HTTP or the protocol"));
  }
  CHECK(refusal_of("Grpc-Status", "0") ==
        "metadata \"grpc-status\" cannot be set: the name is reserved for HTTP or the protocol");
}

TEST_CASE("names of gRPC that are the application's business can be added") {
  for (const std::string_view name : {"grpc-status-details-bin", "grpc-trace-bin", "grpc-tags-bin",
                                      "grpc-retry-pushback-ms", "grpc-previous-rpc-attempts"}) {
    CAPTURE(name);
    CHECK(metadata{{name, "1"}}.get(name) == "1");
  }
}

TEST_CASE("a name is made of digits, letters, underscore, dot and hyphen") {
  CHECK(metadata{{"Abz09_.-", "v"}}.get("abz09_.-") == "v");
  for (const std::string_view name : {"", " ", "x y", "x!", "x/y", "x\n", "\xc3\xa4", "x:"}) {
    CAPTURE(name);
    CHECK(refusal_of(name, "v").ends_with("a name is made of the characters 0-9 a-z _ . -"));
  }
  CHECK(refusal_of("x y", "v") ==
        "metadata \"x y\" cannot be set: a name is made of the characters 0-9 a-z _ . -");
}

TEST_CASE("a text is made of the characters from space to tilde") {
  CHECK(metadata{{"a", "! ~"}}.get("a") == "! ~");
  for (const std::string_view value : {"\n", "a\tb", "\x7f", "\xc3\xa4", "a\r\nb: c"}) {
    CHECK(refusal_of("a", value) ==
          "metadata \"a\" cannot have this value: text is made of the characters from 0x20 to "
          "0x7E; use a name that ends in -bin for other bytes");
  }
  CHECK(refusal_of("a", {"\0", 1}).starts_with("metadata \"a\" cannot have this value"));
}

TEST_CASE("what a peer sends is dropped where adding would throw") {
  metadata list;
  CHECK(list.add_received("X-Tenant", " blue "));
  CHECK(list.add_received("x-key-bin", {"\0\xff", 2}));
  CHECK_FALSE(list.add_received("grpc-status", "0"));
  CHECK_FALSE(list.add_received(":path", "/"));
  CHECK_FALSE(list.add_received("te", "trailers"));
  CHECK_FALSE(list.add_received("x y", "v"));
  CHECK_FALSE(list.add_received("", "v"));
  CHECK_FALSE(list.add_received("x-name", "J\xc3\xbcrgen"));
  CHECK_FALSE(list.add_received("x-tab", "a\tb"));
  CHECK(list == metadata{{"x-tenant", "blue"}, {"x-key-bin", {"\0\xff", 2}}});
}

TEST_CASE("the user agent can be received") {
  metadata list;
  CHECK(list.add_received("user-agent", "grpc-go/1.83.1"));
  CHECK(list.get("User-Agent") == "grpc-go/1.83.1");
}
