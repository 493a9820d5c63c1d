// SPDX-License-Identifier: MIT

#include <tern/client/request_body.hpp>

#include <doctest/doctest.h>

#include <string>

#include <tern/base/call_tallies.hpp>

#include "tests/http/h2_pair.hpp"
#include "tests/stack/contract.hpp"

using stack::Ask;
using tern::client_side::request_body;

namespace {
std::string text_of(tern::http::stream& of) {
  return std::string{tern::as_text(of.output().view())};
}
}  // namespace

TEST_CASE("a request waits for its stream, and goes on to the next one as it was") {
  tern::call_tally calls;
  tern::call_tallies counts{calls, {}};
  h2::end client{h2::role::client};
  request_body body{{}, 1000};
  CHECK_FALSE(body.whole());
  CHECK(body.write_sole(Ask{.text = "one"}).ok());
  const auto first = client.session.open(h2::request_head(), false);
  body.begin(*first, counts);
  CHECK(body.whole());
  CHECK(first->sent_end());
  const std::string sent = text_of(*first);
  CHECK(sent.ends_with("one"));
  body.take_back();
  CHECK_FALSE(body.whole());
  const auto second = client.session.open(h2::request_head(), false);
  body.begin(*second, counts);
  CHECK(text_of(*second) == sent);
  CHECK(second->sent_end());
}

TEST_CASE("a stream of requests is taken back with what has left of it, and more is added") {
  tern::call_tally calls;
  tern::call_tallies counts{calls, {}};
  h2::end client{h2::role::client};
  request_body body{{}, 1000};
  CHECK(body.write(Ask{.text = "early"}).ok());
  const auto first = client.session.open(h2::request_head(), false);
  body.begin(*first, counts);
  CHECK(body.write(Ask{.text = "sent"}).ok());
  first->took_output(first->unsent().size());
  CHECK(body.whole());
  body.take_back();
  CHECK(body.write(Ask{.text = "between"}).ok());
  body.end();
  const auto second = client.session.open(h2::request_head(), false);
  body.begin(*second, counts);
  const std::string all = text_of(*second);
  CHECK(all.find("early") < all.find("sent"));
  CHECK(all.find("sent") < all.find("between"));
  CHECK(all.ends_with("between"));
  CHECK(second->sent_end());
  body.leave();
  CHECK_FALSE(body.whole());
}
