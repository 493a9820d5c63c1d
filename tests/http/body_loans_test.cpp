// SPDX-License-Identifier: MIT
#include <tern/http/body_loans.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::as_text;
using tern::http::body_loans;

namespace {

std::string all(const body_loans& loans, std::string_view output) {
  std::string text;
  loans.for_each(as_bytes(output),
                 [&](tern::byte_view piece) { text.append(as_text(piece)).append("|"); });
  return text;
}

}  // namespace

TEST_CASE("pieces stand where they were said") {
  body_loans loans;
  CHECK(loans.empty());
  CHECK(all(loans, "") == "");
  CHECK(all(loans, "own") == "own|");
  loans.add(0, as_bytes("AA"), {});
  loans.add(2, as_bytes("B"), {});
  loans.add(2, as_bytes("C"), {});
  CHECK(loans.bytes() == 4);
  CHECK(all(loans, "own") == "AA|ow|B|C|n|");
  CHECK(all(loans, "ow") == "AA|ow|B|C|");
  loans.clear();
  CHECK(loans.empty());
  CHECK(loans.bytes() == 0);
  CHECK(all(loans, "own") == "own|");
}

TEST_CASE("short pieces and too many are not lent") {
  body_loans loans;
  CHECK_FALSE(loans.takes(body_loans::min_bytes - 1));
  for (std::size_t i = 0; i < body_loans::max_count; ++i) {
    CHECK(loans.takes(body_loans::min_bytes));
    loans.add(i, as_bytes("x"), {});
  }
  CHECK_FALSE(loans.takes(body_loans::min_bytes));
}

TEST_CASE("what can be lent later is put off, what is short is not") {
  body_loans loans;
  CHECK_FALSE(loans.puts_off(body_loans::min_bytes));
  loans.put_off(true);
  CHECK_FALSE(loans.takes(body_loans::min_bytes));
  CHECK(loans.puts_off(body_loans::min_bytes));
  CHECK_FALSE(loans.puts_off(body_loans::min_bytes - 1));
  loans.put_off(false);
  CHECK(loans.takes(body_loans::min_bytes));
}
