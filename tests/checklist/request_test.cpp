// SPDX-License-Identifier: MIT

// Lines 1 to 5: what a request begins with.

#include "tests/checklist/peers.hpp"

using namespace checklist;

TEST_CASE("01 a client begins a request with the pseudo-header fields, and its path is exact") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(here.unary().ok());
  const field_list head = here.request_head();
  REQUIRE(head.size() > 4);
  std::size_t pseudo = 0;
  while (pseudo < head.size() && head[pseudo].first.starts_with(":")) ++pseudo;
  CHECK(pseudo == 4);
  for (std::size_t i = pseudo; i < head.size(); ++i) CHECK_FALSE(head[i].first.starts_with(":"));
  CHECK(value_of(head, ":method") == "POST");
  CHECK(value_of(head, ":scheme") == "http");
  CHECK(value_of(head, ":path") == "/stack.Subject/Unary");
  CHECK(value_of(head, ":authority") == "example:1");
}

TEST_CASE("01 a server takes paths as they are written") {
  asked_server here;
  CHECK(here.answer_to(request()).grpc_status() == "0");
  for (const std::string path : {"/stack.Subject/unary", "/stack.subject/Unary", "/Unary", "/",
                                 "/stack.Subject/Unary/", "/stack.Subject/Unary?x=1"}) {
    INFO(path);
    CHECK(here.answer_to(request(path)).grpc_status() == "12");
  }
}

TEST_CASE("02 a client says te: trailers, and a server does without") {
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(client.unary().ok());
  CHECK(value_of(client.request_head(), "te") == "trailers");
  asked_server server;
  CHECK(server.answer_to(request_but("te", "none")).grpc_status() == "0");
}

TEST_CASE("03 a client says the content-type with its codec") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(here.unary().ok());
  CHECK(value_of(here.request_head(), "content-type") == "application/grpc+proto");
}

TEST_CASE("03 a server takes the content-type with and without its codec, and no unknown codec") {
  asked_server here;
  for (const std::string content_type :
       {"application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8",
        "application/grpc+proto; x=y", "Application/gRPC"}) {
    INFO(content_type);
    CHECK(here.answer_to(request_but("content-type", content_type)).grpc_status() == "0");
  }
  for (const std::string content_type : {"application/grpc+thrift", "application/grpc+"}) {
    INFO(content_type);
    const answer refused = here.answer_to(request_but("content-type", content_type));
    CHECK(refused.http_status() == "200");
    CHECK(refused.grpc_status() == "12");
    CHECK(refused.grpc_message().find(content_type) != std::string::npos);
  }
}

TEST_CASE("04 what is not application/grpc is answered with 415 and no gRPC status") {
  asked_server here;
  for (const std::string content_type :
       {"text/plain", "application/x-www-form-urlencoded", "application/grpcx", "none"}) {
    INFO(content_type);
    const answer refused = here.answer_to(request_but("content-type", content_type), "what?");
    CHECK(refused.http_status() == "415");
    CHECK(refused.grpc_status() == "none");
    CHECK(refused.ended);
  }
}

TEST_CASE("05 a method other than POST is answered with 405") {
  asked_server here;
  for (const std::string method : {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "WHAT"}) {
    for (const bool ends : {true, false}) {
      INFO(method << (ends ? ", which ends" : ", which goes on"));
      const auto id = here.begin(request_but(":method", method), ends);
      const answer refused = here.heard(id);
      CHECK(refused.http_status() == "405");
      CHECK(refused.ended);
      CHECK((method != "HEAD" || refused.body.empty()));
    }
  }
  CHECK(here.answer_to(request()).grpc_status() == "0");
}
