// SPDX-License-Identifier: MIT
#include <tern/protocol/metadata_headers.hpp>

#include <string_view>

#include <doctest/doctest.h>

using tern::http::headers;
using tern::protocol::append_metadata;
using tern::protocol::read_metadata;
using tern::rpc::metadata;

TEST_CASE("metadata becomes header fields in order, duplicates kept") {
  headers fields{{"te", "trailers"}};
  append_metadata(fields, metadata{{"X-A", "1"}, {"x-b", "2"}, {"x-a", "3, 4"}});
  CHECK(fields == headers{{"te", "trailers"}, {"x-a", "1"}, {"x-b", "2"}, {"x-a", "3, 4"}});
}

TEST_CASE("bytes are sent as base64 without padding") {
  headers fields;
  append_metadata(fields, metadata{{"a-bin", {"\0\xff", 2}}, {"b-bin", ""}, {"c-bin", "f"}});
  CHECK(fields == headers{{"a-bin", "AP8"}, {"b-bin", ""}, {"c-bin", "Zg"}});
}

TEST_CASE("received metadata that is reserved here is not passed on") {
  metadata received;
  received.add_received("user-agent", "grpc-go/1.83.1");
  received.add_received("x-a", "1");
  headers fields;
  append_metadata(fields, received);
  CHECK(fields == headers{{"x-a", "1"}});
}

TEST_CASE("metadata is what remains of header fields without those of HTTP and the protocol") {
  const headers fields{
      {"te", "trailers"},
      {"content-type", "application/grpc"},
      {"user-agent", "curl/8.0"},
      {"grpc-timeout", "1S"},
      {"grpc-encoding", "gzip"},
      {"grpc-accept-encoding", "identity"},
      {"grpc-foo", "bar"},
      {"connection", "close"},
      {"transfer-encoding", "x"},
      {"host", "example.com"},
      {"authorization", "Bearer x"},
      {"x-a", "1"},
      {"grpc-trace-bin", "AQ"},
      {"grpc-previous-rpc-attempts", "2"},
      {"x-a", "2"},
  };
  CHECK(read_metadata(fields).size() == 6);
  metadata expected;
  expected.add_received("user-agent", "curl/8.0");
  expected.add("authorization", "Bearer x");
  expected.add("x-a", "1");
  expected.add("grpc-trace-bin", "\x01");
  expected.add("grpc-previous-rpc-attempts", "2");
  expected.add("x-a", "2");
  CHECK(read_metadata(fields) == expected);
}

TEST_CASE("bytes are accepted padded, unpadded and joined with commas") {
  struct row {
    std::string_view value;
    metadata read;
  };
  const row rows[] = {
      {"Zg", metadata{{"a-bin", "f"}}},
      {"Zg==", metadata{{"a-bin", "f"}}},
      {"AP8", metadata{{"a-bin", {"\0\xff", 2}}}},
      {"", metadata{{"a-bin", ""}}},
      {"Zg,Zm8=", metadata{{"a-bin", "f"}, {"a-bin", "fo"}}},
      {" Zg== , Zm9v ", metadata{{"a-bin", "f"}, {"a-bin", "foo"}}},
      {"Zg,", metadata{{"a-bin", "f"}, {"a-bin", ""}}},
  };
  for (const row& each : rows) {
    CAPTURE(each.value);
    CHECK(read_metadata(headers{{"a-bin", each.value}}) == each.read);
  }
}

TEST_CASE("a malformed value is dropped and the others stay") {
  CHECK(read_metadata(headers{{"a-bin", "Z"},
                              {"a-bin", "Zg,!!,Zm8"},
                              {"x-text", "a\tb"},
                              {"x-utf8", "\xc3\xbc"},
                              {"x y", "v"},
                              {"x-b", " trimmed "}}) ==
        metadata{{"a-bin", "f"}, {"a-bin", "fo"}, {"x-b", "trimmed"}});
}

TEST_CASE("what is written is read back") {
  const metadata list{{"x-a", "1"}, {"k-bin", {"\0,=\xff", 4}}, {"x-a", "2,3"}, {"k-bin", ""}};
  headers fields;
  append_metadata(fields, list);
  CHECK(read_metadata(fields) == list);
}
