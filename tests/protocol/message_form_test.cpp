// SPDX-License-Identifier: MIT
#include <tern/protocol/message_form.hpp>

#include <doctest/doctest.h>

using tern::protocol::message_form;
using tern::protocol::message_forms;

TEST_CASE("forms have the names of content types") {
  CHECK(to_string(message_form::proto) == "proto");
  CHECK(to_string(message_form::json) == "json");
}

TEST_CASE("the binary form is always there, JSON if it is offered") {
  CHECK(message_forms{}.has(message_form::proto));
  CHECK_FALSE(message_forms{}.has(message_form::json));
  CHECK(message_forms{.json = true}.has(message_form::json));
  CHECK(message_forms{.json = true}.has(message_form::proto));
}
