// SPDX-License-Identifier: MIT

// gRPC-Web: what a server owes its clients.

#include "tests/checklist/port.hpp"

using namespace checklist;

namespace {

const std::string well = message("grpc-status: 0\r\n", 0x80);

constexpr std::array<std::string_view, 6> types = {"application/grpc-web",
                                                   "application/grpc-web+proto",
                                                   "application/grpc-web+json",
                                                   "application/grpc-web-text",
                                                   "application/grpc-web-text+proto",
                                                   "application/grpc-web-text+json"};

bool is_text(std::string_view type) {
  return type.find("-text") != type.npos;
}
bool is_json(std::string_view type) {
  return type.ends_with("json");
}

/// A body as that type has it.
std::string body_of(std::string_view type, std::string_view bytes) {
  return is_text(type) ? as_base64(bytes) : std::string{bytes};
}
/// What a body of that type stands for.
std::string bytes_of(std::string_view type, std::string_view body) {
  if (!is_text(type)) return std::string{body};
  tern::buffer bytes;
  tern::protocol::base64_body decoder;
  CHECK(decoder.decode(body, bytes).ok());
  CHECK(decoder.finish(bytes).ok());
  return std::string{tern::as_text(bytes.view())};
}

}  // namespace

TEST_CASE_TEMPLATE("web 01 an answer has the content-type of its request, others are 415", Over,
                   http1, http2) {
  port<Over> here;
  for (const std::string_view type : types) {
    CAPTURE(type);
    const std::string said = is_json(type) ? R"({"text":"Ada"})" : proto(Ask{"Ada"});
    const heard all = here.ask(post("Unary", type), body_of(type, message(said)));
    CHECK(all.status == "200");
    CHECK(all.field("content-type") == type);
    CHECK(bytes_of(type, all.body) == message(said) + well);
  }
  CHECK(here.ask(post("Unary", "Application/gRPC-Web; charset=utf-8"), message("")).body ==
        message("") + well);
  for (const std::string_view type :
       {"application/grpc-web+thrift", "application/grpc-webx", "application/grpc-web-text+xml"}) {
    CAPTURE(type);
    const heard all = here.ask(post("Unary", type), message(""));
    CHECK(all.status == "415");
    CHECK(all.field("accept-post").find("application/grpc-web-text") != std::string::npos);
  }
}

TEST_CASE_TEMPLATE("web 02 a call ends with its body, and HTTP's trailers are not used", Over,
                   http1, http2) {
  port<Over> here;
  for (const std::string_view method : {"Unary", "Serve", "Collect", "Chat"}) {
    CAPTURE(method);
    const heard all = here.ask(post(method, "application/grpc-web"), message(proto(Ask{"a", 1})));
    CHECK(all.status == "200");
    CHECK_FALSE(all.trailers);
    CHECK(all.body.ends_with(well));
  }
}

TEST_CASE_TEMPLATE("web 03 messages are framed as in gRPC, and the trailers with flag 0x80", Over,
                   http1, http2) {
  port<Over> here;
  const std::string two = message(proto(Answer{"a", 1})) + message(proto(Answer{"a", 2}));
  const asking serve = post("Serve", "application/grpc-web");
  CHECK(here.ask(serve, message(proto(Ask{"a", 2}))).body == two + well);
  CHECK(here.ask_slowly(serve, message(proto(Ask{"a", 2}))).body == two + well);
  // Requests have no trailers.
  for (const int flag : {0x80, 0x81, 2}) {
    CHECK(here.ask(serve, message("", flag)).body.find("grpc-status: 13\r\n") == 5);
  }
}

TEST_CASE_TEMPLATE("web 03 a message that is too long is refused when its length is known", Over,
                   http1, http2) {
  tern::server_side::options how;
  how.receive_max_bytes = 10;
  port<Over> here{{}, how};
  for (const std::string_view type : {"application/grpc-web", "application/grpc-web-text"}) {
    CAPTURE(type);
    const auto id = here.begin(post("Unary", type));
    here.say(id, body_of(type, prefix(11)));
    CHECK(bytes_of(type, here.hear(id).body) ==
          message("grpc-status: 8\r\ngrpc-message: message is 11 bytes, limit receive_max_bytes is "
                  "10\r\n",
                  0x80));
    CHECK(here.hear(id).ended);
  }
}

TEST_CASE_TEMPLATE("web 04 trailers are lines of lower-case names, and no empty one ends them",
                   Over, http1, http2) {
  stack::script lines = talkative();
  lines.collect = [](tern::rpc::context& ctx, auto) -> stack::script::task {
    ctx.trailers().add("X-Upper", "1");
    throw tern::error{code::not_found, "no \"page\"\r\nof that name"};
    co_return Answer{};
  };
  port<Over> here{lines};
  CHECK(here.ask(post("Serve", "application/grpc-web"), message("")).body ==
        message("") +
            message("grpc-status: 0\r\nx-late-bin: AP4\r\nx-late: 3\r\nx-late: 4\r\n", 0x80));
  CHECK(here.ask(post("Collect", "application/grpc-web")).body ==
        message("grpc-status: 5\r\ngrpc-message: no \"page\"%0D%0Aof that name\r\nx-upper: 1\r\n",
                0x80));
}

TEST_CASE_TEMPLATE("web 05 there is one frame of trailers, the last, also after a failure", Over,
                   http1, http2) {
  port<Over> here{failing({code::aborted, "why"})};
  const heard all = here.ask(post("Serve", "application/grpc-web"), message(proto(Ask{"a"})));
  CHECK(all.body == message(proto(Answer{"a"})) +
                        message("grpc-status: 10\r\ngrpc-message: why\r\nx-b: 2\r\n", 0x80));
}

TEST_CASE_TEMPLATE("web 08 text is base64 that may be padded in the middle, both ways", Over, http1,
                   http2) {
  port<Over> here;
  const std::string type = "application/grpc-web-text";
  const std::string sent =
      as_base64(message(proto(Ask{"a"}))) + as_base64(message(proto(Ask{"bc"})));
  CHECK(sent.find('=') < sent.size() - 2);
  const std::string wanted = as_base64(message(proto(Answer{"a"}))) +
                             as_base64(message(proto(Answer{"bc"}))) + as_base64(well);
  CHECK(here.ask(post("Chat", type), sent).body == wanted);
  CHECK(here.ask_slowly(post("Chat", type), sent).body == wanted);
  // The last group may lack its padding; not its last bits.
  std::string bare = as_base64(message(proto(Ask{"a"})));
  bare.erase(bare.find_last_not_of('=') + 1);
  CHECK(here.ask(post("Unary", type), bare).body ==
        as_base64(message(proto(Answer{"a"}))) + as_base64(well));
  for (const std::string_view wrong : {"AAAA*AAA", "A", "=AAA", "AAAAA"}) {
    CAPTURE(wrong);
    const heard all = here.ask(post("Unary", type), wrong);
    CHECK(all.status == "200");
    CHECK(bytes_of(type, all.body).find("grpc-status: 13\r\ngrpc-message: the body is no base64") ==
          5);
  }
  // Metadata of bytes is base64 of its own, in text too: what clients in browsers expect.
  port<Over> talks{talkative()};
  CHECK(bytes_of(type, talks.ask(post("Unary", type), as_base64(message(""))).body)
            .find("x-late-bin: AP4\r\n") != std::string::npos);
}

TEST_CASE_TEMPLATE("web 09 the fields of browsers are taken, and accept chooses text", Over, http1,
                   http2) {
  port<Over> here{talkative()};
  const field_list browser = {{"x-grpc-web", "1"},
                              {"x-user-agent", "grpc-web-javascript/0.1"},
                              {"accept", "application/grpc-web-text"}};
  const heard text = here.ask(post("Unary", "application/grpc-web", browser), message(""));
  CHECK(text.field("content-type") == "application/grpc-web-text+proto");
  CHECK(text.body.starts_with(as_base64(message(""))));
  const heard bytes = here.ask(
      post("Unary", "application/grpc-web-text", {{"accept", "application/grpc-web, */*"}}),
      as_base64(message("")));
  CHECK(bytes.field("content-type") == "application/grpc-web+proto");
  CHECK(bytes.body.starts_with(message("")));
  CHECK(here.ask(post("Unary", "application/grpc-web", {{"accept", "*/*"}}), message(""))
            .field("content-type") == "application/grpc-web");
}

TEST_CASE_TEMPLATE("web 10 timeouts and metadata are those of gRPC", Over, http1, http2) {
  int ended = 0;
  port<Over> slow{endless(ended)};
  const auto id = slow.begin(post("Unary", "application/grpc-web", {{"grpc-timeout", "200m"}}));
  slow.say(id, message(""), true);
  slow.home.advance(199ms);
  CHECK_FALSE(slow.hear(id).ended);
  slow.home.advance(1ms);
  CHECK(slow.hear(id).body.find("grpc-status: 4\r\n") == 5);
  CHECK(ended == 1);
  CHECK(
      slow.ask(post("Unary", "application/grpc-web", {{"grpc-timeout", "soon"}}))
          .body.find("grpc-status: 13\r\ngrpc-message: grpc-timeout is \"soon\": it has to be one "
                     "to eight digits") == 5);

  port<Over> here{talkative()};
  const heard all = here.ask(post("Unary", "application/grpc-web",
                                  {{"x-raw-bin", "AAE="},
                                   {"x-raw-bin", "AAEC,AA"},
                                   {"x-raw-bin", "!"},
                                   {"x-text", "a"},
                                   {"x-text", "b"}}),
                             message(""));
  CHECK(all.field("x-seen") == "2 3 1 a b");
  CHECK(all.field("x-early-bin") == "Af8");
}

#if TERN_WITH_ZLIB
TEST_CASE_TEMPLATE("web 10 messages are compressed one by one as in gRPC", Over, http1, http2) {
  tern::server_side::options how;
  how.compression = tern::compress::compression::gzip;
  port<Over> here{{}, how};
  const std::string long_one = proto(Ask{std::string(1000, 'a')});
  const heard all = here.ask(post("Chat", "application/grpc-web",
                                  {{"grpc-encoding", "gzip"}, {"grpc-accept-encoding", "gzip"}}),
                             message(zipped(long_one), 1) + message(proto(Ask{"b"})));
  CHECK(all.field("grpc-encoding") == "gzip");
  CHECK(all.body == message(zipped(long_one), 1) + message(proto(Answer{"b"})) + well);
  const heard unknown =
      here.ask(post("Chat", "application/grpc-web", {{"grpc-encoding", "zip"}}), message(""));
  CHECK(unknown.body.find("grpc-status: 12\r\n") == 5);
  CHECK(unknown.field("grpc-accept-encoding") == tern::compress::accept_encoding);
}
#endif

TEST_CASE_TEMPLATE("web 11 all four shapes of calls are there, half-duplex over HTTP/1.1 too", Over,
                   http1, http2) {
  port<Over> here;
  const std::string type = "application/grpc-web+json";
  const std::string both = message(R"({"text":"a","number":1})") + message(R"({"text":"b"})");
  CHECK(here.ask(post("Unary", type), message(R"({"text":"a"})")).body ==
        message(R"({"text":"a"})") + well);
  CHECK(here.ask(post("Serve", type), message(R"({"text":"a","number":1})")).body ==
        message(R"({"text":"a","number":1})") + well);
  CHECK(here.ask(post("Collect", type), both).body ==
        message(R"({"text":"ab","number":2})") + well);
  CHECK(here.ask(post("Chat", type), both).body == both + well);
}

TEST_CASE_TEMPLATE("web 12 what a call fails with is said in its trailers, and its head is 200",
                   Over, http1, http2) {
  for (const code each : {code::invalid_argument, code::unauthenticated, code::internal}) {
    port<Over> here{failing({each, "why"})};
    const heard all = here.ask(post("Unary", "application/grpc-web"), message(""));
    CHECK(all.status == "200");
    CHECK(all.field("grpc-status") == "none");
    CHECK(all.body == message("grpc-status: " + std::to_string(static_cast<int>(each)) +
                                  "\r\ngrpc-message: why\r\nx-b: 2\r\n",
                              0x80));
  }
  port<Over> here;
  const heard missing = here.ask(post("Missing", "application/grpc-web"), message(""));
  CHECK(missing.status == "200");
  CHECK(missing.body.find("grpc-status: 12\r\n") == 5);
  asking put = post("Unary", "application/grpc-web");
  put.method = "PUT";
  CHECK(here.ask(put, message("")).status == "405");
}

TEST_CASE_TEMPLATE("web 13 a client that resets its stream, or leaves, cancels its call", Over,
                   http1, http2) {
  int ended = 0;
  port<Over> here{endless(ended)};
  const auto id = here.begin(post("Serve", "application/grpc-web"));
  here.say(id, message(""), true);
  CHECK(here.hear(id).body == message(proto(Answer{"a"})));
  CHECK(ended == 0);
  here.wire->cancel(id);
  CHECK(ended == 1);
}
