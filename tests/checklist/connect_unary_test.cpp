// SPDX-License-Identifier: MIT

// Connect, unary calls: what a server owes its clients.

#include "tests/checklist/port.hpp"

#include <tern/rpc/error_details.hpp>

using namespace checklist;

namespace {

/// An error, with what stands behind it.
std::string error_of(std::string_view name, std::string_view message) {
  return std::string{R"({"code":")"}.append(name).append(R"(","message":")").append(message) +
         R"("})";
}

}  // namespace

TEST_CASE_TEMPLATE("connect 01 a call is a POST of a message, in a form that the server has", Over,
                   http1, http2) {
  port<Over> here;
  CHECK(here.ask(post("Unary", "application/proto"), proto(Ask{"Ada"})).body ==
        proto(Answer{"Ada"}));
  CHECK(here.ask(post("Unary", "application/json"), R"({"text":"Ada"})").body ==
        R"({"text":"Ada"})");
  for (const std::string_view type : {"application/xml", "application/jsonx",
                                      "application/x-protobuf", "text/json", "image/jpeg"}) {
    CAPTURE(type);
    const heard all = here.ask(post("Unary", type), "{}");
    CHECK(all.status == "415");
    CHECK(all.field("accept-post").find("application/json, application/proto") !=
          std::string::npos);
  }
  const heard stream = here.ask(post("Serve", "application/json"), "{}");
  CHECK(stream.status == "415");
  CHECK(stream.field("accept-post").find("application/json") == std::string::npos);
  CHECK(stream.field("accept-post").find("application/connect+json") != std::string::npos);
}

TEST_CASE_TEMPLATE("connect 02 a content-type may say that JSON is UTF-8, and nothing else", Over,
                   http1, http2) {
  port<Over> here;
  for (const std::string_view type :
       {"application/json; charset=utf-8", "application/json;charset=\"UTF-8\"",
        "Application/JSON ; CHARSET=utf8", "application/json; profile=x"}) {
    CAPTURE(type);
    const heard all = here.ask(post("Unary", type), R"({"text":"ä"})");
    CHECK(all.body == R"({"text":"ä"})");
    CHECK(all.field("content-type") == "application/json");
  }
  CHECK(here.ask(post("Unary", "application/json; charset=latin1"), "{}").status == "415");
}

TEST_CASE_TEMPLATE("connect 03 the version of the protocol may be left out, and is 1", Over, http1,
                   http2) {
  port<Over> here;
  const auto with = [&](field_list fields) {
    const heard all = here.ask(post("Unary", "application/json", std::move(fields)), "{}");
    return all.status + ' ' + all.body;
  };
  CHECK(with({}) == "200 {}");
  CHECK(with({{"connect-protocol-version", "1"}}) == "200 {}");
  CHECK(with({{"connect-protocol-version", "2"}}) ==
        "400 " +
            error_of("invalid_argument", R"(connect-protocol-version is \"2\", it has to be 1)"));
}

TEST_CASE_TEMPLATE("connect 04 a timeout is one to ten digits of milliseconds, and is enforced",
                   Over, http1, http2) {
  int ended = 0;
  port<Over> slow{endless(ended)};
  const auto id = slow.begin(post("Unary", "application/json", {{"connect-timeout-ms", "200"}}));
  slow.say(id, "{}", true);
  slow.home.advance(199ms);
  CHECK_FALSE(slow.hear(id).ended);
  slow.home.advance(1ms);
  CHECK(slow.hear(id).status == "504");
  CHECK(slow.hear(id).body == error_of("deadline_exceeded", "the deadline of the call has passed"));
  CHECK(ended == 1);

  port<Over> here;
  const auto with = [&](std::string_view timeout) {
    return here.ask(
        post("Unary", "application/json", {{"connect-timeout-ms", std::string{timeout}}}), "{}");
  };
  CHECK(with("9999999999").status == "200");
  CHECK(with("0").status == "504");
  for (const std::string_view wrong : {"soon", "-1", "1.5", "12345678901", "+1"}) {
    CAPTURE(wrong);
    CHECK(with(wrong).status == "400");
    CHECK(with(wrong).body ==
          error_of("invalid_argument", "connect-timeout-ms is \\\"" + std::string{wrong} +
                                           "\\\": it has to be one to ten digits"));
  }
}

TEST_CASE_TEMPLATE("connect 05 an encoding that is not there is unimplemented, with those that are",
                   Over, http1, http2) {
  port<Over> here;
  const heard all =
      here.ask(post("Unary", "application/json", {{"content-encoding", "zip"}}), "{}");
  CHECK(all.status == "501");
  CHECK(all.field("accept-encoding") == tern::compress::accept_encoding);
  CHECK(all.body.find(tern::compress::accept_encoding) != std::string::npos);
  CHECK(
      here.ask(post("Unary", "application/json", {{"content-encoding", "identity"}}), "{}").body ==
      "{}");
}

#if TERN_WITH_ZLIB
TEST_CASE_TEMPLATE("connect 05 a body may be compressed, and an empty one is not decompressed",
                   Over, http1, http2) {
  port<Over> here;
  const asking json = post("Unary", "application/json", {{"content-encoding", "gzip"}});
  const asking bytes = post("Unary", "application/proto", {{"content-encoding", "gzip"}});
  CHECK(here.ask(json, zipped(R"({"text":"a"})")).body == R"({"text":"a"})");
  CHECK(here.ask(bytes, "").status == "200");
  CHECK(here.ask(bytes, "no gzip").body.starts_with(R"({"code":"internal")"));
}

TEST_CASE_TEMPLATE("connect 06 a reply is compressed if the client takes that, or has sent that",
                   Over, http1, http2) {
  tern::server_side::options how;
  how.compression = tern::compress::compression::gzip;
  port<Over> here{{}, how};
  const std::string json = R"({"text":")" + std::string(1000, 'a') + R"("})";
  const auto encoding = [&](field_list fields, std::string_view body) {
    const heard all = here.ask(post("Unary", "application/json", std::move(fields)), body);
    CHECK(all.body == (all.field("content-encoding") == "gzip" ? zipped(json) : json));
    return all.field("content-encoding");
  };
  CHECK(encoding({{"accept-encoding", "gzip"}}, json) == "gzip");
  CHECK(encoding({{"accept-encoding", "br, gzip;q=0.5"}}, json) == "gzip");
  CHECK(encoding({{"content-encoding", "gzip"}}, zipped(json)) == "gzip");
  CHECK(encoding({}, json) == "none");
  CHECK(encoding({{"accept-encoding", "br"}}, json) == "none");
  CHECK(encoding({{"accept-encoding", "gzip;q=0"}}, json) == "none");
  CHECK(encoding({{"content-encoding", "gzip"}, {"accept-encoding", "br"}}, zipped(json)) ==
        "none");
}
#endif

TEST_CASE_TEMPLATE("connect 07 a success is 200 with the bare message, as it was asked for", Over,
                   http1, http2) {
  port<Over> here;
  for (const std::string_view type : {"application/proto", "application/json"}) {
    const std::string said = type == "application/json"sv ? R"({"text":"a"})" : proto(Ask{"a"});
    for (const heard& all :
         {here.ask(post("Unary", type), said), here.ask_slowly(post("Unary", type), said)}) {
      CHECK(all.status == "200");
      CHECK(all.field("content-type") == type);
      CHECK(all.body == said);
    }
  }
  CHECK(here.ask(post("Unary", "application/proto"), "").body.empty());
}

TEST_CASE_TEMPLATE("connect 08 trailing metadata is in the head, behind a prefix", Over, http1,
                   http2) {
  port<Over> here{talkative()};
  const heard all = here.ask(post("Unary", "application/json"), "{}");
  CHECK(all.field("trailer-x-late-bin") == "AP4");
  CHECK(std::ranges::count(all.fields,
                           std::pair<std::string, std::string>{"trailer-x-late", "3"}) == 1);
  CHECK(std::ranges::count(all.fields,
                           std::pair<std::string, std::string>{"trailer-x-late", "4"}) == 1);
  CHECK(all.field("x-late") == "none");
}

TEST_CASE_TEMPLATE("connect 09 a failure is JSON, whatever the form of the call", Over, http1,
                   http2) {
  const tern::status failure{code::resource_exhausted, "no \"more\"\r\n\xC3\xA4",
                             tern::rpc::ErrorInfo{.reason = "QUOTA", .domain = "d"}};
  port<Over> here{failing(failure)};
  for (const std::string_view type : {"application/proto", "application/json"}) {
    const heard all = here.ask(post("Unary", type), type == "application/json"sv ? "{}" : "");
    CHECK(all.status == "429");
    CHECK(all.field("content-type") == "application/json");
    CHECK(all.field("x-a") == "1");
    CHECK(all.field("trailer-x-b") == "2");
    CHECK(all.body ==
          "{\"code\":\"resource_exhausted\",\"message\":\"no \\\"more\\\"\\r\\n\xC3\xA4\","
          "\"details\":[{\"type\":\"google.rpc.ErrorInfo\",\"value\":\"CgVRVU9UQRIBZA\","
          "\"debug\":{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
          "\"reason\":\"QUOTA\",\"domain\":\"d\"}}]}");
  }
}

TEST_CASE_TEMPLATE("connect 10 every code has its name and its HTTP status", Over, http1, http2) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 17> known = {{
      {"200", "ok"},
      {"499", "canceled"},
      {"500", "unknown"},
      {"400", "invalid_argument"},
      {"504", "deadline_exceeded"},
      {"404", "not_found"},
      {"409", "already_exists"},
      {"403", "permission_denied"},
      {"429", "resource_exhausted"},
      {"400", "failed_precondition"},
      {"409", "aborted"},
      {"400", "out_of_range"},
      {"501", "unimplemented"},
      {"500", "internal"},
      {"503", "unavailable"},
      {"500", "data_loss"},
      {"401", "unauthenticated"},
  }};
  for (std::uint32_t number = 1; number < known.size(); ++number) {
    CAPTURE(number);
    port<Over> here{failing({tern::code_from_number(number).value(), "why"})};
    const heard all = here.ask(post("Unary", "application/json"), "{}");
    CHECK(all.status == known[number].first);
    CHECK(all.body == error_of(known[number].second, "why"));
    // Who is asked who he is has to be told how to say it: RFC 9110, section 15.5.2.
    CHECK(all.field("www-authenticate") == (all.status == "401" ? "Bearer" : "none"));
  }
}

TEST_CASE_TEMPLATE("connect 13 a path that is not there is 404, and another verb 405 with allow",
                   Over, http1, http2) {
  port<Over> here;
  asking request = post("Nothing", "application/json");
  CHECK(here.ask(request, "{}").status == "404");
  CHECK(here.ask(request, "{}").body ==
        error_of("unimplemented", R"(unknown method \"/stack.Subject/Nothing\")"));
  request = post("Unary", "application/json");
  for (const std::string method : {"PUT", "DELETE", "PATCH"}) {
    request.method = method;
    const heard all = here.ask(request, "{}");
    CHECK(all.status == "405");
    CHECK(all.field("allow") == "POST");
  }
}

TEST_CASE_TEMPLATE("connect 14 an answer has no trailers of HTTP", Over, http1, http2) {
  port<Over> here{talkative()};
  CHECK_FALSE(here.ask(post("Unary", "application/json"), "{}").trailers);
  CHECK_FALSE(here.ask(post("Serve", "application/connect+json"), message("{}")).trailers);
  port<Over> fails{failing({code::aborted, "why"})};
  CHECK_FALSE(fails.ask(post("Unary", "application/json"), "{}").trailers);
}

TEST_CASE_TEMPLATE("connect 15 metadata of bytes is base64 with or without padding", Over, http1,
                   http2) {
  port<Over> here{talkative()};
  const heard all = here.ask(post("Unary", "application/json",
                                  {{"x-raw-bin", "AAE="},
                                   {"x-raw-bin", "AAEC,AA"},
                                   {"x-raw-bin", "!"},
                                   {"connect-x", "1"},
                                   {"x-text", "a"}}),
                             "{}");
  CHECK(all.field("x-seen") == "2 3 1 a");
  CHECK(all.field("x-early-bin") == "Af8");
}

TEST_CASE_TEMPLATE("connect 15 names that begin with connect- are the protocol's own", Over, http1,
                   http2) {
  stack::script lines;
  lines.unary = [](tern::rpc::context& ctx, Ask) -> stack::script::task {
    CHECK_FALSE(ctx.request_metadata().contains("connect-x"));
    CHECK_THROWS_AS(ctx.headers().add("connect-x", "1"), tern::error);
    co_return Answer{};
  };
  port<Over> here{lines};
  CHECK(here.ask(post("Unary", "application/json", {{"connect-x", "1"}}), "{}").status == "200");
}

TEST_CASE_TEMPLATE("connect 30 the limit is one of what comes out", Over, http1, http2) {
  tern::server_side::options how;
  how.receive_max_bytes = 500;
  port<Over> here{{}, how};
  const std::string json = R"({"text":")" + std::string(1000, 'a') + R"("})";
  const heard all = here.ask(post("Unary", "application/json"), json);
  CHECK(all.status == "429");
  CHECK(all.body ==
        error_of("resource_exhausted", "message is 1011 bytes, limit receive_max_bytes is 500"));
  std::string query = "Find?encoding=json&message=%7B%22text%22%3A%22";
  query.append(1000, 'a').append("%22%7D");
  CHECK(here.ask(got(query)).body == all.body);
#if TERN_WITH_ZLIB
  const heard zip =
      here.ask(post("Unary", "application/json", {{"content-encoding", "gzip"}}), zipped(json));
  CHECK(zip.status == "429");
  CHECK(zip.body == error_of("resource_exhausted",
                             "a message is longer when decompressed than receive_max_bytes, which "
                             "is 500"));
  const heard stream =
      here.ask(post("Collect", "application/connect+json", {{"connect-content-encoding", "gzip"}}),
               message(zipped(json), 1));
  CHECK(stream.body.find(R"({"error":{"code":"resource_exhausted")") == 5);
#endif
}

TEST_CASE_TEMPLATE("connect 32 JSON is ProtoJSON, and members that are not known are skipped", Over,
                   http1, http2) {
  port<Over> here;
  CHECK(here.ask(post("Unary", "application/json"),
                 R"({"newer":[{}],"text":"a","number":"7","payload":"AAE="})")
            .body == R"({"text":"a","number":7,"payload":"AAE="})");
  for (const std::string_view wrong : {"", "{", "[]", R"({"number":"x"})", "\xff", "{}{}"}) {
    CAPTURE(wrong);
    const heard all = here.ask(post("Unary", "application/json"), wrong);
    CHECK(all.status == "400");
    CHECK(all.body.starts_with(R"({"code":"invalid_argument","message":")"));
  }
}

TEST_CASE_TEMPLATE("connect 33 one port has all protocols", Over, http1, http2) {
  port<Over> here;
  const auto stream = here.begin(post("Chat", "application/connect+json"));
  here.say(stream, message(R"({"text":"a"})"));
  CHECK(here.ask(post("Unary", "application/json"), "{}").body == "{}");
  CHECK(here.ask(post("Unary", "application/grpc-web"), message("")).body ==
        message("") + message("grpc-status: 0\r\n", 0x80));
  if (std::is_same_v<Over, http2>) {
    CHECK(here.ask(post("Unary", "application/grpc"), message("")).trailers);
  } else {
    CHECK(here.ask(post("Unary", "application/grpc"), message("")).status == "505");
  }
  here.say(stream, "", true);
  CHECK(here.hear(stream).body == message(R"({"text":"a"})") + message("{}", 2));
}
