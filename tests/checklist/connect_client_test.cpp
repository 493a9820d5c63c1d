// SPDX-License-Identifier: MIT

// Connect: what a client asks, and what it makes of answers. Its servers write frames by hand.

#include "tests/checklist/messages.hpp"
#include "tests/checklist/port.hpp"

#include <tern/rpc/error_details.hpp>

using namespace checklist;

namespace {

tern::client_side::channel_options speaking(bool json = false) {
  tern::client_side::channel_options how{.protocol = tern::client_side::connect};
  if (json) how.codec = tern::json_codec;
  return how;
}

/// A server that answers with this head and body.
answered_client::answering answering(std::string http_status, std::string_view content_type,
                                     std::string body, field_list more = {}) {
  field_list head = {{":status", std::move(http_status)}};
  if (!content_type.empty()) head.emplace_back("content-type", content_type);
  head.insert(head.end(), more.begin(), more.end());
  return answered_client::with([=](auto id) {
    return head_frames(id, head, body.empty()) +
           (body.empty() ? "" : h2::frame(h2::data, h2::end_stream, id, body));
  });
}

/// How a unary call ends that is answered so.
tern::status unary(std::string http_status, std::string_view content_type, std::string body,
                   field_list more = {}) {
  answered_client here{
      answering(std::move(http_status), content_type, std::move(body), std::move(more)),
      speaking()};
  return here.unary();
}
tern::status failed(std::string http_status, std::string body, field_list more = {}) {
  return unary(std::move(http_status), "application/json", std::move(body), std::move(more));
}

/// The replies of a stream that is answered so, and how it ends.
auto stream(std::string body, field_list more = {}, std::string http_status = "200",
            std::string_view content_type = "application/connect+proto") {
  answered_client here{
      answering(std::move(http_status), content_type, std::move(body), std::move(more)),
      speaking()};
  return texts(here);
}
code stream_code(std::string body, field_list more = {}) {
  return stream(std::move(body), std::move(more)).first.code();
}

const std::string well = message("{}", 2);
const answered_client::answering unary_well = answering("200", "application/proto", "");

/// How a call of Shelf by GET ends, and what was asked.
std::pair<tern::status, field_list> get(answered_client& here, Ask ask, field_list metadata = {}) {
  tern::client_side::client<Shelf> shelf{here.channel};
  tern::client_side::call_options how{.use_get = true};
  for (const auto& [name, value] : metadata) how.metadata.add(name, value);
  const tern::status outcome = here.home.run(
      [](tern::client_side::client<Shelf>& on, Ask said,
         tern::client_side::call_options options) -> tern::runtime::task<tern::status> {
        auto reply = co_await on.Find(said, std::move(options)).result();
        co_return reply.status();
      }(shelf, std::move(ask), std::move(how)));
  return {outcome, here.servers.empty() ? field_list{} : here.request_head()};
}

}  // namespace

TEST_CASE("connect 03 a client says the version of the protocol, and what it is") {
  for (const bool json : {false, true}) {
    answered_client here{
        answering("200", json ? "application/json" : "application/proto", json ? "{}" : ""),
        speaking(json)};
    REQUIRE(here.unary().ok());
    const field_list head = here.request_head();
    CHECK(value_of(head, ":method") == "POST");
    CHECK(value_of(head, ":path") == "/stack.Subject/Unary");
    CHECK(value_of(head, "content-type") == (json ? "application/json" : "application/proto"));
    CHECK(value_of(head, "connect-protocol-version") == "1");
    CHECK(value_of(head, "user-agent").starts_with("connect-c++-tern/"));
    CHECK(value_of(head, "te") == "none");
    CHECK(here.heard().body == (json ? "{}" : ""));
  }
}

TEST_CASE("connect 04 a client says its timeout, and keeps to it by itself") {
  answered_client silent{nullptr, speaking()};
  CHECK(silent.unary({.timeout = 1500ms}).code() == code::deadline_exceeded);
  CHECK(value_of(silent.request_head(), "connect-timeout-ms") == "1500");
  CHECK(silent.heard().reset == h2::error_code::cancel);
  answered_client here{unary_well, speaking()};
  REQUIRE(here.unary().ok());
  CHECK(value_of(here.request_head(), "connect-timeout-ms") == "none");
}

#if TERN_WITH_ZLIB
TEST_CASE("connect 05 a client's message may be compressed") {
  tern::client_side::channel_options how = speaking();
  how.compression = tern::compress::compression::gzip;
  answered_client here{unary_well, how};
  const std::string text(1000, 'a');
  REQUIRE(here.home
              .run([](tern::client_side::client<Subject>& on,
                      std::string said) -> tern::runtime::task<tern::status> {
                auto reply = co_await on.Unary(Ask{.text = said}).result();
                co_return reply.status();
              }(here.subject, text))
              .ok());
  CHECK(value_of(here.request_head(), "content-encoding") == "gzip");
  CHECK(here.heard().body == zipped(proto(Ask{text})));
}

TEST_CASE("connect 06 a client says what it takes, and takes that and nothing else") {
  answered_client here{answering("200", "application/proto", zipped(proto(Answer{"a"})),
                                 {{"content-encoding", "gzip"}}),
                       speaking()};
  CHECK(here.unary().ok());
  CHECK(value_of(here.request_head(), "accept-encoding") == tern::compress::accept_encoding);
  CHECK(unary("200", "application/proto", "abc", {{"content-encoding", "gzip"}}).code() ==
        code::internal);
  CHECK(unary("200", "application/proto", "", {{"content-encoding", "zip"}}).code() ==
        code::internal);
}
#endif

TEST_CASE("connect 07 a client takes the content-type that it has sent") {
  CHECK(unary("200", "application/proto", proto(Answer{"a"})).ok());
  CHECK(unary("200", "application/json", "{}").code() == code::internal);
  CHECK(unary("200", "application/connect+proto", message("") + well).code() == code::internal);
  CHECK(unary("200", "text/html", "<html>").code() == code::unknown);
  CHECK(unary("200", "", "").code() == code::unknown);
}

TEST_CASE("connect 08 a client takes the prefix from trailing metadata") {
  answered_client here{answering("200", "application/proto", "",
                                 {{"x-a", "1"},
                                  {"trailer-x-b", "2"},
                                  {"trailer-x-raw-bin", "AP4="},
                                  {"trailer-connect-x", "3"}}),
                       speaking()};
  here.home.run([](tern::client_side::client<Subject>& on) -> tern::runtime::task<void> {
    auto call = on.Unary({});
    CHECK((co_await call.result()).ok());
    CHECK(call.headers().get("x-a") == "1");
    CHECK_FALSE(call.headers().contains("trailer-x-b"));
    CHECK(call.trailers().get("x-b") == "2");
    CHECK(call.trailers().get("x-raw-bin") == "\0\xfe"sv);
    CHECK(call.trailers().size() == 2);
  }(here.subject));
}

TEST_CASE("connect 09 a client reads an error, its details and what is around it") {
  const tern::status wanted{code::invalid_argument, "bad",
                            tern::rpc::ErrorInfo{.reason = "QUOTA", .domain = "d"}};
  const std::string body = R"({"code":"invalid_argument","message":"bad","details":[)"
                           R"({"type":"google.rpc.ErrorInfo","value":"CgVRVU9UQRIBZA"}]})";
  CHECK(failed("400", body) == wanted);
  CHECK(failed("200", "{}").code() == code::internal);  // 200 is no error
#if TERN_WITH_ZLIB
  CHECK(failed("400", zipped(body), {{"content-encoding", "gzip"}}) == wanted);
#endif
}

TEST_CASE("connect 10 a client believes the name of a code, whatever the HTTP status") {
  CHECK(failed("500", R"({"code":"canceled"})").code() == code::cancelled);
  CHECK(failed("418", R"({"code":"data_loss"})").code() == code::data_loss);
}

TEST_CASE("connect 11 what is no error in JSON becomes a status by HTTP's table") {
  constexpr std::array<std::pair<std::string_view, code>, 12> rows = {{
      {"400", code::internal},
      {"401", code::unauthenticated},
      {"403", code::permission_denied},
      {"404", code::unimplemented},
      {"409", code::unknown},
      {"415", code::unknown},
      {"418", code::unknown},
      {"429", code::unavailable},
      {"502", code::unavailable},
      {"503", code::unavailable},
      {"504", code::unavailable},
      {"505", code::unknown},
  }};
  for (const auto& [http_status, wanted] : rows) {
    CAPTURE(http_status);
    const std::string status{http_status};
    CHECK(unary(status, "", "").code() == wanted);
    CHECK(unary(status, "text/html", "<html>").code() == wanted);
    CHECK(failed(status, "").code() == wanted);
    CHECK(failed(status, "{\"code\":").code() == wanted);
    CHECK(stream("", {}, status, "text/html").first.code() == wanted);
  }
}

TEST_CASE("connect 12 an error may lack a code that exists, and have members that nobody knows") {
  CHECK(failed("401", R"({"code":null,"message":"why","newer":[1]})") ==
        tern::status{code::unauthenticated, "why"});
  CHECK(failed("429", R"({"code":"newer","message":"why"})") ==
        tern::status{code::unavailable, "why"});
  const tern::status odd = failed(
      "400", R"({"code":"aborted","details":[{"type":"a.B","value":"/w==","debug":"no object"},)"
             R"({"type":"a.B","value":"!"},{"debug":{}}]})");
  CHECK(odd.code() == code::aborted);
  REQUIRE(odd.details().size() == 1);
  CHECK(odd.details()[0].type_url == "type.googleapis.com/a.B");
  CHECK(odd.details()[0].value == std::vector{std::byte{0xff}});
}

TEST_CASE("connect 16 a client gets only where the contract says that nothing changes") {
  answered_client here{unary_well, speaking()};
  const tern::status refused = here.unary({.use_get = true});
  CHECK(refused.code() == code::invalid_argument);
  CHECK(refused.message() ==
        "use_get: /stack.Subject/Unary is not a method with tern::no_side_effects");
  answered_client other{unary_well, {}};
  CHECK(get(other, {}).first.message() ==
        "use_get: only a unary call of Connect can be a GET, and /checklist.Shelf/Find is called "
        "over gRPC");
}

TEST_CASE("connect 17 a client puts the parameters in their order") {
  answered_client bytes{unary_well, speaking()};
  const auto [outcome, head] = get(bytes, {"", 0, "\xfb\xff\xfe"}, {{"x-a", "1"}});
  CHECK(outcome.ok());
  CHECK(value_of(head, ":method") == "GET");
  CHECK(value_of(head, ":path") ==
        "/checklist.Shelf/Find?connect=v1&base64=1&encoding=proto&message=GgP7__4");
  // No body, and nothing about one; metadata stays where it is.
  CHECK(bytes.heard().body.empty());
  CHECK(bytes.heard().ended);
  CHECK(value_of(head, "content-type") == "none");
  CHECK(value_of(head, "content-encoding") == "none");
  CHECK(value_of(head, "x-a") == "1");

  answered_client json{answering("200", "application/json", "{}"), speaking(true)};
  CHECK(value_of(get(json, {"a b+\xC3\xA4"}).second, ":path") ==
        "/checklist.Shelf/"
        "Find?connect=v1&encoding=json&message=%7B%22text%22%3A%22a%20b%2B%C3%A4%22%7D");
}

#if TERN_WITH_ZLIB
TEST_CASE("connect 18 a client's query may be compressed, and is base64 then") {
  tern::client_side::channel_options how = speaking(true);
  how.compression = tern::compress::compression::gzip;
  answered_client here{answering("200", "application/json", "{}"), how};
  const std::string path = value_of(get(here, {std::string(1000, 'a')}).second, ":path");
  CHECK(path.starts_with(
      "/checklist.Shelf/Find?connect=v1&base64=1&compression=gzip&encoding=json&message="));
  CHECK(path.size() < 200);
}
#endif

TEST_CASE("connect 19 equal calls have equal URLs, and one that is too long is a POST") {
  answered_client here{unary_well, speaking()};
  const std::string first = value_of(get(here, {"a", 1, "b"}).second, ":path");
  answered_client again{unary_well, speaking()};
  CHECK(value_of(get(again, {"a", 1, "b"}).second, ":path") == first);

  tern::client_side::channel_options narrow = speaking();
  narrow.get_url_max_bytes = first.size();
  answered_client fits{unary_well, narrow};
  CHECK(value_of(get(fits, {"a", 1, "b"}).second, ":method") == "GET");
  answered_client longer{unary_well, narrow};
  const field_list head = get(longer, {"aa", 1, "b"}).second;
  CHECK(value_of(head, ":method") == "POST");
  CHECK(value_of(head, ":path") == "/checklist.Shelf/Find");
  CHECK(value_of(head, "content-type") == "application/proto");
  CHECK(longer.heard().body == proto(Ask{"aa", 1, "b"}));
}

TEST_CASE("connect 21 a client's stream has a content-type and encodings of its own") {
  answered_client here{answering("200", "application/connect+proto", well), speaking()};
  CHECK(texts(here).first.ok());
  const field_list head = here.request_head();
  CHECK(value_of(head, "content-type") == "application/connect+proto");
  CHECK(value_of(head, "connect-protocol-version") == "1");
  CHECK(value_of(head, "accept-encoding") == "none");
  CHECK(here.heard().body == message(""));
#if TERN_WITH_ZLIB
  CHECK(value_of(head, "connect-accept-encoding") == tern::compress::accept_encoding);
#endif
  CHECK(stream_code(well, {{"connect-content-encoding", "zip"}}) == code::internal);
  CHECK(stream(well, {}, "200", "application/connect+json").first.code() == code::internal);
  CHECK(stream(well, {}, "200", "application/proto").first.code() == code::unknown);
}

TEST_CASE("connect 22 a client refuses flags that are reserved") {
  CHECK(stream_code(message("", 4) + well) == code::internal);
  CHECK(stream_code(message("", 0x80) + well) == code::internal);
}

TEST_CASE("connect 23 a client reads from the last envelope how a stream ended") {
  const std::string one = message(proto(Answer{"a"}));
  const std::string end =
      R"({"error":{"code":"aborted","message":"why"},"metadata":{"X-A":["1","2"],"x-b-bin":["AP4"]}})";
  CHECK(stream(one + message(end, 2)) ==
        std::pair{tern::status{code::aborted, "why"}, std::vector<std::string>{"a"}});
  CHECK(stream(one + well).first.ok());
#if TERN_WITH_ZLIB
  CHECK(stream(one + message(zipped(end), 3), {{"connect-content-encoding", "gzip"}}).first ==
        tern::status{code::aborted, "why"});
#endif
}

TEST_CASE("connect 24 the last envelope is there once, and last") {
  const std::string one = message(proto(Answer{"a"}));
  CHECK(stream_code(one) == code::internal);
  CHECK(stream_code("") == code::internal);
  CHECK(stream_code(well + well) == code::internal);
  CHECK(stream_code(well + one) == code::internal);
  CHECK(stream_code(well + std::string{"\0", 1}) == code::internal);
  CHECK(stream_code(well.substr(0, 6)) == code::internal);
}

TEST_CASE("connect 25 an error that is null is none, and one without a code is unknown") {
  CHECK(stream_code(message(R"({"error":null})", 2)) == code::ok);
  CHECK(stream_code(message(R"({"error":{}})", 2)) == code::unknown);
  CHECK(stream_code(message(R"({"error":{"code":null}})", 2)) == code::unknown);
  CHECK(stream_code(message(R"({"error":{"code":"newer"}})", 2)) == code::unknown);
  CHECK(stream_code(message("null", 2)) == code::internal);
  CHECK(stream_code(message("", 2)) == code::internal);
}

TEST_CASE("connect 26 metadata of the last envelope is in order, whatever the case of names") {
  answered_client here{
      answering(
          "200", "application/connect+proto",
          message(R"({"metadata":{"X-A":["1","2"],"x-b-bin":["AP4","AA=="],"x-c":"no list"}})", 2)),
      speaking()};
  here.home.run([](tern::client_side::client<Subject>& on) -> tern::runtime::task<void> {
    auto answers = on.Serve({});
    CHECK_FALSE(co_await answers.next());
    CHECK(answers.trailers().get_all("x-a") == std::vector<std::string_view>{"1", "2"});
    CHECK(answers.trailers().get_all("x-b-bin") ==
          std::vector<std::string_view>{"\0\xfe"sv, "\0"sv});
    CHECK(answers.trailers().size() == 4);
  }(here.subject));
}

TEST_CASE("connect 27 a compressed reply without an encoding is internal") {
  CHECK(stream_code(message("abc", 1) + well) == code::internal);
  CHECK(stream_code(message("abc", 1) + well, {{"connect-content-encoding", "identity"}}) ==
        code::internal);
  CHECK(stream_code(message("{}", 3)) == code::internal);
}

TEST_CASE("connect 28 a call with one reply refuses none and two") {
  const auto collect = [](std::string body) {
    answered_client here{answering("200", "application/connect+proto", std::move(body)),
                         speaking()};
    return here.home
        .run([](tern::client_side::client<Subject>& on) -> tern::runtime::task<tern::status> {
          auto call = on.Collect([]() -> tern::runtime::stream<Ask> { co_return; }());
          auto reply = co_await call.result();
          co_return reply.status();
        }(here.subject))
        .code();
  };
  CHECK(collect(message("") + well) == code::ok);
  CHECK(collect(well) == code::unimplemented);
  CHECK(collect(message("") + message("") + well) == code::unimplemented);
}

TEST_CASE("connect 30 a client's limit is one of what comes out") {
  tern::client_side::channel_options how = speaking();
  how.receive_max_bytes = 500;
  const std::string body = proto(Answer{std::string(1000, 'a')});
  answered_client plain{answering("200", "application/proto", body), how};
  CHECK(plain.unary() == tern::status{code::resource_exhausted,
                                      "message is 1003 bytes, limit receive_max_bytes is 500"});
#if TERN_WITH_ZLIB
  answered_client zip{
      answering("200", "application/proto", zipped(body), {{"content-encoding", "gzip"}}), how};
  CHECK(zip.unary().code() == code::resource_exhausted);
#endif
}
