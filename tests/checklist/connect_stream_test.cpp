// SPDX-License-Identifier: MIT

// Connect, streams: what a server owes its clients.

#include "tests/checklist/port.hpp"

using namespace checklist;

namespace {

const std::string well = message("{}", 2);

}  // namespace

TEST_CASE_TEMPLATE("connect 21 a stream has a content-type of its own, and others are 415", Over,
                   http1, http2) {
  port<Over> here;
  const heard bytes =
      here.ask(post("Serve", "application/connect+proto"), message(proto(Ask{"a", 1})));
  CHECK(bytes.field("content-type") == "application/connect+proto");
  CHECK(bytes.body == message(proto(Answer{"a", 1})) + well);
  const heard json =
      here.ask(post("Serve", "application/connect+json"), message(R"({"text":"a","number":1})"));
  CHECK(json.field("content-type") == "application/connect+json");
  CHECK(json.body == message(R"({"text":"a","number":1})") + well);
  for (const std::string_view type : {"application/connect+xml", "application/connect"}) {
    CHECK(here.ask(post("Serve", type), message("")).status == "415");
  }
  const heard unary = here.ask(post("Unary", "application/connect+proto"), message(""));
  CHECK(unary.status == "415");
  CHECK(unary.field("accept-post").find("application/proto") != std::string::npos);
  CHECK(unary.field("accept-post").find("connect+") == std::string::npos);
}

TEST_CASE_TEMPLATE("connect 21 encodings are those of connect-content-encoding", Over, http1,
                   http2) {
  port<Over> here;
  const asking unknown =
      post("Serve", "application/connect+json", {{"connect-content-encoding", "zip"}});
  const heard all = here.ask(unknown, message("{}"));
  CHECK(all.status == "200");
  CHECK(all.field("connect-accept-encoding") == tern::compress::accept_encoding);
  CHECK(all.body.find(R"({"error":{"code":"unimplemented","message":)"
                      R"("connect-content-encoding is \"zip\": this server decodes )") == 5);
  // The body as a whole is not compressed.
  const heard whole = here.ask(
      post("Serve", "application/connect+json", {{"content-encoding", "gzip"}}), message("{}"));
  CHECK(whole.body.find(R"({"error":{"code":"unimplemented","message":"content-encoding is )") ==
        5);
}

#if TERN_WITH_ZLIB
TEST_CASE_TEMPLATE("connect 21 messages are compressed one by one", Over, http1, http2) {
  tern::server_side::options how;
  how.compression = tern::compress::compression::gzip;
  port<Over> here{{}, how};
  const std::string long_one = R"({"text":")" + std::string(1000, 'a') + R"("})";
  const std::string sent = message(zipped(long_one), 1) + message(R"({"text":"b"})");
  const heard all = here.ask(
      post("Chat", "application/connect+json", {{"connect-content-encoding", "gzip"}}), sent);
  CHECK(all.field("connect-content-encoding") == "gzip");
  CHECK(all.body == sent + well);
  const heard plain = here.ask(post("Chat", "application/connect+json"), message(long_one));
  CHECK(plain.field("connect-content-encoding") == "none");
  CHECK(plain.body == message(long_one) + well);
}
#endif

TEST_CASE_TEMPLATE("connect 22 a flag that is reserved, or half an envelope, is an error", Over,
                   http1, http2) {
  port<Over> here;
  const asking collect = post("Collect", "application/connect+proto");
  for (const std::string& body : {message("", 4), message("", 0x80), message("", 0xff),
                                  message("abc").substr(0, 6), std::string{"\0\0", 2}}) {
    const heard all = here.ask(collect, body);
    CHECK(all.status == "200");
    CHECK(all.body.find(R"({"error":{"code":"internal","message":")") == 5);
  }
  CHECK(here.ask_slowly(collect, message(proto(Ask{"a"})) + message(proto(Ask{"b"}))).body ==
        message(proto(Answer{"ab", 2})) + well);
}

TEST_CASE_TEMPLATE("connect 23 a stream is 200 and says in its last envelope how it ended", Over,
                   http1, http2) {
  port<Over> here{talkative()};
  CHECK(here.ask(post("Serve", "application/connect+json"), message("{}")).body ==
        message("{}") + message(R"({"metadata":{"x-late-bin":["AP4"],"x-late":["3","4"]}})", 2));
  port<Over> fails{failing({code::aborted, "why"})};
  const heard all =
      fails.ask(post("Serve", "application/connect+json"), message(R"({"text":"a"})"));
  CHECK(all.status == "200");
  CHECK(all.body ==
        message(R"({"text":"a"})") + message(R"({"error":{"code":"aborted","message":"why"},)"
                                             R"("metadata":{"x-b":["2"]}})",
                                             2));
  const heard missing = here.ask(post("Missing", "application/connect+json"), message("{}"));
  CHECK(missing.status == "200");
  CHECK(missing.body.find(R"({"error":{"code":"unimplemented")") == 5);
}

TEST_CASE_TEMPLATE("connect 24 a request never has the envelope that ends a stream", Over, http1,
                   http2) {
  port<Over> here;
  for (const int flag : {2, 3}) {
    const heard all = here.ask(post("Chat", "application/connect+json"),
                               message(R"({"text":"a"})") + message("{}", flag));
    CHECK(all.body.starts_with(message(R"({"text":"a"})")));
    CHECK(all.body.find(R"({"error":{"code":"internal")") != std::string::npos);
  }
}

TEST_CASE_TEMPLATE("connect 27 a compressed message without an encoding is internal", Over, http1,
                   http2) {
  port<Over> here;
  for (const std::string encoding : {"", "identity"}) {
    asking request = post("Collect", "application/connect+proto");
    if (!encoding.empty()) request.fields.emplace_back("connect-content-encoding", encoding);
    CHECK(here.ask(request, message("abc", 1)).body.find(R"({"error":{"code":"internal")") == 5);
  }
}

TEST_CASE_TEMPLATE("connect 28 a call with one request refuses none and two", Over, http1, http2) {
  port<Over> here;
  for (const std::string& body : {std::string{}, message("") + message("")}) {
    CHECK(here.ask(post("Serve", "application/connect+proto"), body)
              .body.find(R"({"error":{"code":"unimplemented")") == 5);
  }
}

TEST_CASE_TEMPLATE("connect 29 a stream works over both versions, also while both sides talk", Over,
                   http1, http2) {
  port<Over> here;
  const std::string both = message(R"({"text":"a"})") + message(R"({"text":"b"})");
  CHECK(here.ask(post("Collect", "application/connect+json"), both).body ==
        message(R"({"text":"ab","number":2})") + well);
  const auto id = here.begin(post("Chat", "application/connect+json"));
  here.say(id, message(R"({"text":"a"})"));
  CHECK(here.hear(id).body == message(R"({"text":"a"})"));
  here.say(id, message(R"({"text":"b"})"));
  CHECK(here.hear(id).body == both);
  CHECK_FALSE(here.hear(id).ended);
  here.say(id, "", true);
  CHECK(here.hear(id).body == both + well);
  CHECK(here.hear(id).ended);
}
