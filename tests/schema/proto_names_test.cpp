// SPDX-License-Identifier: MIT
#include <tern/schema/proto_names.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

TEST_CASE("a full name is a scope and a last name") {
  CHECK(scope_of("hello.v1.Greeter") == "hello.v1");
  CHECK(scope_of("Greeter").empty());
  CHECK(last_name_of("hello.v1.Greeter") == "Greeter");
  CHECK(last_name_of("Greeter") == "Greeter");
  CHECK(join_names("hello.v1", "Greeter") == "hello.v1.Greeter");
  CHECK(join_names("", "Greeter") == "Greeter");
}

TEST_CASE("names are letters, digits and underscores") {
  for (const char* const name : {"a", "_", "A9", "snake_case", "_1"}) CHECK(is_identifier(name));
  for (const char* const name : {"", "9a", "a-b", "a.b", "a b", "\xc3\xa9"}) {
    CHECK_FALSE(is_identifier(name));
  }
  for (const char* const name : {"a", "a.b", "hello.v1.Greeter"}) CHECK(is_full_name(name));
  for (const char* const name : {"", ".", ".a", "a.", "a..b", "a.9"}) {
    CHECK_FALSE(is_full_name(name));
  }
}

TEST_CASE("names of types become names of files") {
  CHECK(to_snake_case("HttpRule") == "http_rule");
  CHECK(to_snake_case("HTTPRule") == "http_rule");
  CHECK(to_snake_case("UserID") == "user_id");
  CHECK(to_snake_case("V2Thing") == "v2_thing");
  CHECK(to_snake_case("already_snake") == "already_snake");
  CHECK(to_snake_case("KV") == "kv");
}

TEST_CASE("an entry of a map is called like its field") {
  CHECK(map_entry_name("labels") == "LabelsEntry");
  CHECK(map_entry_name("map_int32_int32") == "MapInt32Int32Entry");
  CHECK(map_entry_name("fooBar") == "FooBarEntry");
  CHECK(map_entry_name("_a__b9_c") == "AB9CEntry");
}

TEST_CASE("the last part of a package may be a version") {
  for (const char* const part :
       {"v1", "v12", "v1alpha1", "v1beta", "v2beta12", "v1p1alpha1", "v1test", "v1testing"}) {
    CHECK(is_version(part));
  }
  for (const char* const part :
       {"", "v", "v0", "v01", "version", "v1gamma", "v1alpha0", "v1p1", "1", "v1alpha1x"}) {
    CHECK_FALSE(is_version(part));
  }
}

TEST_CASE("a package is a file, named as buf wants it") {
  CHECK(package_file("hello.v1") == "hello/v1/hello.proto");
  CHECK(package_file("a.b.fooBar.v1beta1") == "a/b/fooBar/v1beta1/foo_bar.proto");
  CHECK(package_file("etcdserverpb") == "etcdserverpb/etcdserverpb.proto");
  CHECK(package_file("v1") == "v1/v1.proto");
  CHECK(package_file("") == "contract.proto");
}
