// SPDX-License-Identifier: MIT

// Connect, unary calls by GET: what a server owes its clients.

#include "tests/checklist/port.hpp"

#include <tern/protocol/connect_get.hpp>

using namespace checklist;

TEST_CASE_TEMPLATE("connect 16 only a method without side effects can be got", Over, http1, http2) {
  port<Over> here;
  const std::string query = "?connect=v1&encoding=json&message=%7B%22text%22%3A%22Ada%22%7D";
  CHECK(here.ask(got("Find" + query)).body == R"({"text":"found Ada"})");
  const heard refused = here.ask(got("Lend" + query));
  CHECK(refused.status == "405");
  CHECK(refused.field("allow") == "POST");
  // Both can be called.
  for (const std::string method : {"Find", "Lend"}) {
    asking call = post("", "application/json");
    call.path = "/checklist.Shelf/" + method;
    CHECK(here.ask(call, "{}").status == "200");
  }
}

TEST_CASE_TEMPLATE("connect 17 the parameters may stand in any order, among others, and twice",
                   Over, http1, http2) {
  port<Over> here;
  for (const std::string_view query : {
           "connect=v1&base64=1&encoding=json&message=eyJ0ZXh0IjoiQWRhIn0",
           "message=eyJ0ZXh0IjoiQWRhIn0&encoding=json&base64=1",
           "x=1&message=%7B%22text%22%3A%22Ada%22%7D&&y&encoding=json&connect=v1",
           "encoding=json&message=%7B%22text%22%3A%22Ada%22%7D&message=%7B%7D&encoding=proto",
       }) {
    CAPTURE(query);
    CHECK(here.ask(got("Find?" + std::string{query})).body == R"({"text":"found Ada"})");
  }
  CHECK(here.ask(got("Find?connect=v2&encoding=json&message=%7B%7D")).status == "400");
}

TEST_CASE_TEMPLATE("connect 18 a message is percent-encoded text or base64url", Over, http1,
                   http2) {
  port<Over> here;
  const auto found = [&](std::string_view query) {
    const heard all = here.ask(got("Find?" + std::string{query}));
    return all.status == "200" ? all.body : all.status;
  };
  // `{"text":"ä+ "}`, with the + as %2B, and spaces as both that stand for one.
  CHECK(found("encoding=json&message=%7B%22text%22%3A%22%C3%A4%2B+%22%7D") ==
        "{\"text\":\"found \xC3\xA4+ \"}");
  CHECK(found("encoding=json&message=%7B%22text%22%3A%22%20%22%7D") == R"({"text":"found  "})");
  // Bytes that have - and _ in base64url, + and / in the other; padded, and not.
  const Ask ask{"", 0, "\xfb\xff\xfe"};
  const std::string wanted = proto(Answer{"found ", 0, ask.payload});
  std::string plain = as_base64(proto(ask));
  CHECK(plain == "GgP7//4=");
  for (const std::string_view message :
       {"GgP7__4", "GgP7__4%3D", "GgP7__4=", "GgP7%2F%2F4%3D", "GgP7//4"}) {
    CAPTURE(message);
    CHECK(found("encoding=proto&base64=1&message=" + std::string{message}) == wanted);
  }
  // Any other value of base64 is none.
  CHECK(found("encoding=json&base64=true&message=%7B%7D") == R"({"text":"found "})");
  CHECK(found("encoding=proto&base64=0&message=") == proto(Answer{"found "}));
  CHECK(found("encoding=proto&base64=1&message=") == proto(Answer{"found "}));
}

TEST_CASE_TEMPLATE("connect 18 a query that lacks something is an invalid argument", Over, http1,
                   http2) {
  port<Over> here;
  const auto refused = [&](std::string_view query) {
    const heard all = here.ask(got("Find?" + std::string{query}));
    return all.status + ' ' + all.body;
  };
  const auto error_of = [](std::string_view text) {
    return std::string{R"(400 {"code":"invalid_argument","message":")"}.append(text) + R"("})";
  };
  CHECK(refused("connect=v1&message=") ==
        error_of("the query lacks the parameter encoding: the form of the message, proto or json"));
  CHECK(refused("connect=v1&encoding=json") == error_of("the query lacks the parameter message"));
  CHECK(refused("encoding=proto&base64=1&message=!") ==
        error_of(R"(the parameter message of the query is no base64: \"!\")"));
  CHECK(refused("encoding=json&message=%7") ==
        error_of("the parameter message of the query has a % without two hexadecimal digits behind "
                 "it"));
  CHECK(
      refused("encoding=xml&message=%7B%7D") ==
      "415 the parameter encoding of the query is \"xml\", which is no form of messages that this "
      "server has\n");
  const std::string nothing =
      "400 the query has no call: it lacks the parameters encoding and "
      "message\n";
  CHECK(refused("") == nothing);
  CHECK(refused("page=2") == nothing);
  // Other methods can be told what there is.
  asking head = got("Find");
  head.method = "PUT";
  const heard all = here.ask(head);
  CHECK(all.status == "405");
  CHECK(all.field("allow") == "GET, POST");
}

#if TERN_WITH_ZLIB
TEST_CASE_TEMPLATE("connect 18 a message may be compressed", Over, http1, http2) {
  tern::server_side::options how;
  how.compression = tern::compress::compression::gzip;
  port<Over> here{{}, how};
  const std::string text(1000, 'a');
  using tern::protocol::message_form;
  const std::string json = tern::protocol::write_connect_get(
      "Find", message_form::json, tern::as_bytes(zipped(R"({"text":")" + text + R"("})")), "gzip");
  const std::string reply = R"({"text":"found )" + text + R"("})";
  const heard plain = here.ask(got(json, {{"accept-encoding", "br"}}));
  CHECK(plain.field("content-encoding") == "none");
  CHECK(plain.body == reply);
  // Who does not say what it takes, takes what it sends.
  for (const field_list& said : {field_list{}, field_list{{"accept-encoding", "gzip"}}}) {
    const heard zip = here.ask(got(json, said));
    CHECK(zip.field("content-encoding") == "gzip");
    CHECK(zip.body == zipped(reply));
  }
  const std::string bytes = tern::protocol::write_connect_get(
      "Find", message_form::proto, tern::as_bytes(zipped(proto(Ask{text}))), "gzip");
  CHECK(here.ask(got(bytes, {{"accept-encoding", "identity"}})).body ==
        proto(Answer{"found " + text}));
  CHECK(here.ask(got("Find?encoding=proto&base64=1&compression=zip&message=")).status == "501");
}
#endif

TEST_CASE_TEMPLATE("connect 19 timeouts and metadata of a GET are in its head", Over, http1,
                   http2) {
  port<Over> here;
  const std::string query = "Find?encoding=json&message=%7B%7D";
  CHECK(here.ask(got(query, {{"x-given", "5"}})).field("x-got") == "5");
  CHECK(here.ask(got(query, {{"connect-timeout-ms", "0"}})).status == "504");
  CHECK(here.ask(got(query, {{"connect-timeout-ms", "soon"}})).status == "400");
}

TEST_CASE_TEMPLATE("connect 20 whoever keeps an answer is told on what it depends", Over, http1,
                   http2) {
  port<Over> here;
  const heard all = here.ask(got("Find?encoding=json&message=%7B%7D"));
  CHECK(all.field("vary") == "accept-encoding");
  CHECK(all.field("cache-control") == "none");
  asking call = post("", "application/json");
  call.path = "/checklist.Shelf/Find";
  CHECK(here.ask(call, "{}").field("vary") == "none");
}
