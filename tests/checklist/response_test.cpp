// SPDX-License-Identifier: MIT

// Lines 19 to 29 and 32: answers and statuses.

#include "tests/checklist/messages.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

using namespace checklist;

namespace {

// Ends every call as the request says, before or after a message.
stack::script failing() {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask ask) -> tern::runtime::task<Answer> {
    co_return tern::status{static_cast<code>(ask.number), ask.text};
  };
  lines.serve = [](tern::rpc::context&, Ask ask) -> tern::runtime::stream<Answer> {
    co_yield Answer{};
    throw tern::error{static_cast<code>(ask.number), ask.text};
  };
  return lines;
}

std::string asking(std::int32_t number, std::string text = "") {
  return message(text_of(Ask{.text = std::move(text), .number = number}));
}

// A client whose server answers with a head, and then with trailers or with none.
answered_client::answering ending(field_list head, std::string body,
                                  std::optional<field_list> trailers) {
  return answered_client::with([=](auto id) {
    std::string all = head_frames(id, head, body.empty() && !trailers);
    if (!body.empty()) all += h2::frame(h2::data, trailers ? 0 : h2::end_stream, id, body);
    if (trailers) all += head_frames(id, *trailers, true);
    return all;
  });
}

}  // namespace

TEST_CASE("19 an answer is HEADERS, DATA, and HEADERS that end the stream") {
  asked_server here;
  for (const std::string content_type : {"application/grpc", "application/grpc+proto"}) {
    const auto id = here.ask(request_but("content-type", content_type));
    std::vector<frame> all;
    for (const frame& each : here.client->frames) {
      if (each.id == id && each.type != h2::window_update) all.push_back(each);
    }
    REQUIRE(all.size() == 3);
    CHECK(all[0].type == h2::headers_);
    CHECK_FALSE(all[0].ends());
    CHECK(all[0].fields.front() == std::pair<std::string, std::string>{":status", "200"});
    CHECK(value_of(all[0].fields, "content-type") == content_type);
    CHECK_FALSE(has(all[0].fields, "grpc-status"));
    CHECK(all[1].type == h2::data);
    CHECK_FALSE(all[1].ends());
    CHECK(all[2].type == h2::headers_);
    CHECK(all[2].ends());
    CHECK_FALSE(has(all[2].fields, ":status"));
  }
}

TEST_CASE("20 trailers always have a decimal grpc-status, for OK too") {
  asked_server here{failing()};
  for (std::int32_t number = 1; number <= 16; ++number) {
    CHECK(here.answer_to(request(), asking(number)).grpc_status() == std::to_string(number));
    const answer streamed = here.answer_to(request("/stack.Subject/Serve"), asking(number));
    CHECK(streamed.heads.size() == 2);
    CHECK(streamed.grpc_status() == std::to_string(number));
  }
  asked_server fine;
  const answer good = fine.answer_to(request());
  CHECK(good.heads.size() == 2);
  CHECK(good.grpc_status() == "0");
  CHECK(good.grpc_message() == "none");
}

TEST_CASE("21 an immediate error is Trailers-Only") {
  asked_server here{failing()};
  const answer said = here.answer_to(request(), asking(5, "no such thing"));
  CHECK(said.trailers_only());
  CHECK(said.body.empty());
  CHECK(said.http_status() == "200");
  CHECK(said.last("content-type") == "application/grpc");
  CHECK(said.grpc_status() == "5");
  CHECK(said.grpc_message() == "no such thing");
}

TEST_CASE("22 the head of an answer waits for the first message, or until it is asked for") {
  stack::script lines;
  lines.serve = [](tern::rpc::context& ctx, Ask ask) -> tern::runtime::stream<Answer> {
    co_await tern::runtime::sleep_for(1s);
    ctx.headers().add("x-late", "1");
    if (ask.number == 1) ctx.send_headers();
    co_await tern::runtime::sleep_for(1s);
    co_yield Answer{};
  };
  asked_server here{lines};
  const auto waits = here.ask(request("/stack.Subject/Serve"));
  const auto asks = here.ask(request("/stack.Subject/Serve"), asking(1));
  CHECK(here.heard(waits).heads.empty());
  CHECK(here.heard(asks).heads.empty());
  here.home.advance(1s);
  CHECK(here.heard(waits).heads.empty());
  CHECK(here.heard(asks).heads.size() == 1);
  here.home.advance(1s);
  for (const auto id : {waits, asks}) {
    const answer said = here.heard(id);
    REQUIRE(said.heads.size() == 2);
    CHECK(value_of(said.heads[0], "x-late") == "1");
  }
}

TEST_CASE("23 a server percent-encodes grpc-message with upper-case digits") {
  asked_server here{failing()};
  const std::pair<std::string, std::string> table[] = {
      {"plain text ~ !", "plain text ~ !"}, {"100 %", "100 %25"},   {"%41", "%2541"},
      {"a\tb\n\x7f", "a%09b%0A%7F"},        {"\xc3\xbc", "%C3%BC"}, {"\xe6\x97\xa5", "%E6%97%A5"},
  };
  for (const auto& [text, sent] : table) {
    CHECK(here.answer_to(request(), asking(9, text)).grpc_message() == sent);
    CHECK(here.answer_to(request("/stack.Subject/Serve"), asking(9, text)).grpc_message() == sent);
  }
}

TEST_CASE("23 a client decodes every grpc-message, and leaves as it is what is no escape") {
  const std::pair<std::string, std::string> table[] = {
      {"plain", "plain"},
      {"%C3%BC%c3%bc", "\xc3\xbc\xc3\xbc"},
      {"100%", "100%"},
      {"%", "%"},
      {"%4", "%4"},
      {"%zz%41", "%zzA"},
      {"%%41", "%A"},
      {"a+b", "a+b"},
      {"%00", std::string(1, '\0')},
  };
  for (const auto& [sent, text] : table) {
    INFO(sent);
    answered_client here{
        ending(response(), "", field_list{{"grpc-status", "9"}, {"grpc-message", sent}})};
    CHECK(here.unary() == tern::status{code::failed_precondition, text});
  }
}

TEST_CASE("24 a grpc-status that gRPC does not define is UNKNOWN, and quoted") {
  for (const std::string number : {"17", "77", "4294967296", "-1", "fine", "", "0x1", "1.0"}) {
    INFO(number);
    answered_client here{ending(response(), empty_message, field_list{{"grpc-status", number}})};
    const tern::status said = here.unary();
    CHECK(said.code() == code::unknown);
    CHECK(said.message().find(number) != std::string::npos);
  }
}

TEST_CASE("25 an end without grpc-status is an error") {
  answered_client nothing{ending(response(), empty_message, std::nullopt)};
  CHECK(nothing.unary().code() == code::internal);
  CHECK(nothing.serve().first.code() == code::internal);
  answered_client others{ending(response(), empty_message, field_list{{"x-other", "1"}})};
  CHECK(others.unary().code() == code::unknown);
  CHECK(others.serve().first.code() == code::unknown);
}

TEST_CASE("25 an HTTP status counts only where there is no grpc-status") {
  const std::pair<std::string, code> table[] = {
      {"400", code::internal},          {"401", code::unauthenticated},
      {"403", code::permission_denied}, {"404", code::unimplemented},
      {"429", code::unavailable},       {"502", code::unavailable},
      {"503", code::unavailable},       {"504", code::unavailable},
      {"500", code::unknown},           {"302", code::unknown},
      {"201", code::unknown},
  };
  for (const auto& [status, expected] : table) {
    INFO(status);
    const field_list head{{":status", status}, {"content-type", "text/html"}};
    answered_client here{ending(head, "<html>", std::nullopt)};
    const tern::status said = here.unary();
    CHECK(said.code() == expected);
    CHECK(said.message().find(status) != std::string::npos);
    CHECK(here.serve().first.code() == expected);
    answered_client grpc{ending({{":status", status},
                                 {"content-type", "application/grpc"},
                                 {"grpc-status", "5"},
                                 {"grpc-message", "of gRPC"}},
                                "", std::nullopt)};
    CHECK(grpc.unary() == tern::status{code::not_found, "of gRPC"});
  }
}

TEST_CASE("25 what follows an error of HTTP is no message, and its metadata that of the end") {
  for (const auto protocol : {tern::client_side::grpc, tern::client_side::grpc_web}) {
    tern::client_side::channel_options how;
    how.protocol = protocol;
    answered_client here{ending({{":status", "500"},
                                 {"content-type", "text/plain"},
                                 {"x-why", "disk"},
                                 {"grpc-status", "13"},
                                 {"grpc-message", "of gRPC"}},
                                "the disk is full", std::nullopt),
                         how};
    CHECK(here.unary() == tern::status{code::internal, "of gRPC"});
    CHECK(here.serve() == std::pair{tern::status{code::internal, "of gRPC"}, 0});
    here.home.run([](tern::client_side::client<Subject>& on) -> tern::runtime::task<void> {
      auto call = on.Unary({});
      CHECK((co_await call.result()).status().code() == code::internal);
      CHECK(call.headers().empty());
      CHECK(call.trailers() == tern::rpc::metadata{{"x-why", "disk"}});
    }(here.subject));
  }
}

TEST_CASE("26 a client skips interim responses") {
  answered_client here{answered_client::with([](auto id) {
    return head_frames(id, {{":status", "100"}}, false) +
           head_frames(id, {{":status", "103"}, {"link", "</x>"}}, false) + correct_answer(id);
  })};
  CHECK(here.unary().ok());
  CHECK(here.serve() == std::pair{tern::status{}, 1});
}

TEST_CASE("26 an answer of 200 with another content-type is UNKNOWN, and names it") {
  for (const std::string content_type : {"text/html", "application/grpcx", "none"}) {
    field_list head{{":status", "200"}};
    if (content_type != "none") head.emplace_back("content-type", content_type);
    answered_client here{ending(head, "<html>", std::nullopt)};
    const tern::status said = here.unary();
    CHECK(said.code() == code::unknown);
    CHECK(said.message().find(content_type == "none" ? "no content-type" : content_type) !=
          std::string::npos);
  }
}

TEST_CASE("27 trailers win over a grpc-status in a head that does not end the stream") {
  answered_client here{
      ending(response({{"grpc-status", "5"}}), "", field_list{{"grpc-status", "6"}})};
  CHECK(here.unary().code() == code::already_exists);
  CHECK(here.serve().first.code() == code::already_exists);
  answered_client body{
      ending(response({{"grpc-status", "5"}}), empty_message, field_list{{"grpc-status", "0"}})};
  CHECK(body.unary().ok());
  CHECK(body.serve() == std::pair{tern::status{}, 1});
  answered_client only{ending(response({{"grpc-status", "5"}}), "", std::nullopt)};
  CHECK(only.unary().code() == code::not_found);
}

TEST_CASE("28 an unknown service and an unknown method are UNIMPLEMENTED, Trailers-Only") {
  asked_server here;
  for (const std::string path : {"/stack.Subject/Missing", "/missing.Service/Unary"}) {
    const answer said = here.answer_to(request(path));
    CHECK(said.trailers_only());
    CHECK(said.http_status() == "200");
    CHECK(said.grpc_status() == "12");
    CHECK(said.grpc_message().find(path) != std::string::npos);
  }
}

TEST_CASE("29 an exception of a handler is UNKNOWN, and its text stays inside") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask ask) -> tern::runtime::task<Answer> {
    if (ask.number == 1) throw 7;
    throw std::runtime_error("swordfish");
    co_return Answer{};
  };
  lines.serve = [](tern::rpc::context&, Ask) -> tern::runtime::stream<Answer> {
    co_yield Answer{};
    throw std::runtime_error("swordfish");
  };
  asked_server here{lines};
  for (const answer& said : {here.answer_to(request()), here.answer_to(request(), asking(1)),
                             here.answer_to(request("/stack.Subject/Serve"))}) {
    CHECK(said.grpc_status() == "2");
    CHECK(said.ended);
    for (const field_list& head : said.heads) {
      for (const auto& [name, value] : head) CHECK(value.find("swordfish") == std::string::npos);
    }
  }
}

TEST_CASE("32 a server by itself never says a code that belongs to the program") {
  const std::vector<std::string> of_programs{"3", "5", "6", "9", "10", "11", "15"};
  // What peers do wrong, in all ways at once.
  std::minstd_rand random{32};
  const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  asked_server here;
  int answered = 0;
  for (int i = 0; i < 2000; ++i) {
    field_list head{
        {":method", any({"POST", "POST", "POST", "GET"})},
        {":scheme", "http"},
        {":path", any({"/stack.Subject/Unary", "/stack.Subject/Serve", "/stack.Subject/Collect",
                       "/stack.Subject/Chat", "/stack.Subject/None", "/"})},
        {":authority", any({"localhost", ""})},
        {"content-type", any({"application/grpc", "application/grpc+proto", "application/grpc+json",
                              "text/plain"})}};
    if (random() % 2 == 0) head.emplace_back("grpc-timeout", any({"0n", "1S", "x", "99999999H"}));
    if (random() % 2 == 0) head.emplace_back("grpc-encoding", any({"gzip", "br", "identity"}));
    if (random() % 2 == 0) head.emplace_back("x-bin", any({"AAA", "!", ""}));
    std::string body;
    for (auto rest = random() % 4; rest > 0; --rest) {
      body += any({empty_message, message("\xff"), message("x", 1), message("", 4),
                   prefix(0xffffffff), std::string{"\0\0", 2}, message(std::string(100, '\x08'))});
    }
    const answer said = here.answer_to(head, body);
    if (!said.ended && !said.reset) here.home.advance(2s);
    const answer at_last = here.client->heard(here.next_id - 2);
    CHECK((at_last.ended || at_last.reset));
    if (at_last.grpc_status() == "none") continue;
    ++answered;
    INFO(at_last.grpc_status() << ": " << at_last.grpc_message());
    CHECK(std::ranges::find(of_programs, at_last.grpc_status()) == of_programs.end());
  }
  CHECK(answered > 500);
  CHECK(here.answer_to(request()).grpc_status() == "0");
}

TEST_CASE("32 a client by itself never says a code that belongs to the program") {
  const std::vector<code> of_programs{
      code::invalid_argument, code::not_found,    code::already_exists, code::failed_precondition,
      code::aborted,          code::out_of_range, code::data_loss};
  std::minstd_rand random{32};
  const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  for (int i = 0; i < 500; ++i) {
    answered_client here{[&](wire_end& to, const frame& one) {
      if (one.type != h2::headers_) return;
      if (random() % 5 == 0) {
        to.say(h2::frame(h2::rst_stream, 0, one.id, h2::number(random() % 20, 4)));
        return;
      }
      field_list head{{":status", any({"200", "200", "200", "404", "503", "999"})}};
      if (random() % 4 != 0) {
        head.emplace_back("content-type",
                          any({"application/grpc", "application/grpc+x", "text/x"}));
      }
      if (random() % 4 == 0) head.emplace_back("grpc-encoding", any({"gzip", "br", ""}));
      const std::string body = any({"", empty_message, message("\xff"), message("x", 1),
                                    message("", 8), prefix(0xffffffff), "\1"});
      const auto how = random() % 4;
      to.say(head_frames(one.id, head, false) +
             h2::frame(h2::data, how == 0 ? h2::end_stream : 0, one.id, body));
      if (how == 1) to.leave();
      if (how > 1) to.say(head_frames(one.id, {{"grpc-status", any({"", "99", "0", "x"})}}, true));
    }};
    const tern::status said = here.unary();
    INFO(said.message());
    CHECK(std::ranges::find(of_programs, said.code()) == of_programs.end());
  }
}
