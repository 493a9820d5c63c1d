// SPDX-License-Identifier: MIT
#include <tern/json/output.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

// Writes in steps of every size, so that what is written grows at every place.
template <class Output>
std::string fill(Output& out, std::size_t step) {
  std::string expected;
  for (std::size_t i = 0; expected.size() < 5000; ++i) {
    const std::string part(step, static_cast<char>('a' + i % 26));
    out.append(part);
    out.append('.');
    expected += part + ".";
  }
  out.append(std::string_view{});
  CHECK(out.size() == expected.size());
  return expected;
}

TEST_CASE("a string grows behind what it had") {
  for (const std::size_t step : {1u, 7u, 300u, 2000u}) {
    std::string text = "before ";
    tern::json::string_output out{text};
    const std::string expected = fill(out, step);
    CHECK(out.text(0, step) == std::string(step, 'a'));
    out.finish();
    CHECK(text == "before " + expected);
  }
}

TEST_CASE("a buffer grows behind what it had") {
  for (const std::size_t step : {1u, 7u, 300u, 2000u}) {
    tern::buffer bytes{10, 5};
    bytes.append(tern::as_bytes("before "));
    tern::json::buffer_output out{bytes};
    const std::string expected = fill(out, step);
    out.finish();
    CHECK(tern::as_text(bytes.view()) == "before " + expected);
    CHECK(bytes.headroom() == 5);
  }
}

TEST_CASE("what was written can be taken back") {
  std::string text = "x";
  tern::json::string_output out{text};
  out.append("abc");
  out.truncate(1);
  out.append("d");
  out.finish();
  CHECK(text == "xad");

  tern::json::string_output other{text};
  other.append(std::string(5000, 'y'));
  other.discard();
  CHECK(text == "xad");
}

TEST_CASE("nothing written is nothing added") {
  std::string text;
  tern::json::string_output out{text};
  out.finish();
  CHECK(text.empty());
  tern::buffer bytes;
  tern::json::buffer_output other{bytes};
  other.finish();
  CHECK(bytes.empty());
}

}  // namespace
