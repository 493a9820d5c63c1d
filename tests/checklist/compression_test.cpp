// SPDX-License-Identifier: MIT

// Lines 15 to 18: compression.

#include "tests/checklist/messages.hpp"

#if TERN_WITH_ZLIB

#include <zlib.h>

using namespace checklist;

namespace {

std::string gzip(std::string_view bytes) {
  std::string out(compressBound(static_cast<uLong>(bytes.size())) + 64, '\0');
  z_stream how{};
  constexpr int gzip_window_bits = 15 + 16;
  REQUIRE(deflateInit2(&how, 9, Z_DEFLATED, gzip_window_bits, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  how.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  how.avail_in = static_cast<uInt>(bytes.size());
  how.next_out = reinterpret_cast<Bytef*>(out.data());
  how.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&how, Z_FINISH) == Z_STREAM_END);
  out.resize(how.total_out);
  deflateEnd(&how);
  return out;
}

std::string gunzip(std::string_view bytes) {
  std::string out(1 << 20, '\0');
  z_stream how{};
  constexpr int gzip_window_bits = 15 + 16;
  REQUIRE(inflateInit2(&how, gzip_window_bits) == Z_OK);
  how.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  how.avail_in = static_cast<uInt>(bytes.size());
  how.next_out = reinterpret_cast<Bytef*>(out.data());
  how.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&how, Z_FINISH) == Z_STREAM_END);
  out.resize(how.total_out);
  inflateEnd(&how);
  return out;
}

}  // namespace

TEST_CASE("15 a compressed message without an encoding, or with identity, is INTERNAL") {
  for (const std::string encoding : {"none", "identity"}) {
    field_list said;
    if (encoding != "none") said.emplace_back("grpc-encoding", encoding);
    asked_server server;
    const std::string body = message(gzip(text_of(Ask{.text = "x"})), 1);
    CHECK(server.answer_to(request_with(said), body).grpc_status() == "13");
    answered_client client{body_of(message(gzip(""), 1), response(said))};
    CHECK(client.unary().code() == code::internal);
    CHECK(client.serve().first.code() == code::internal);
  }
}

TEST_CASE("15 the flag of each message says whether it is compressed") {
  listener by;
  asked_server server{by.lines()};
  const auto id =
      server.ask(request_with({{"grpc-encoding", "gzip"}}, "/stack.Subject/Collect"),
                 message(gzip(text_of(Ask{.text = "a"})), 1) + message(text_of(Ask{.text = "b"})) +
                     message(gzip(text_of(Ask{.text = "c"})), 1));
  CHECK(server.heard(id).grpc_status() == "0");
  CHECK(by.heard == std::vector<std::string>{"a", "b", "c"});
  answered_client client{body_of(
      message(text_of(Answer{.text = "a"})) + message(gzip(text_of(Answer{.text = "b"})), 1),
      response({{"grpc-encoding", "gzip"}}))};
  const auto [status, all] = texts(client);
  CHECK(status.ok());
  CHECK(all == std::vector<std::string>{"a", "b"});
}

TEST_CASE("16 an encoding that the server does not know is UNIMPLEMENTED, with those it knows") {
  asked_server here;
  const answer refused =
      here.answer_to(request_with({{"grpc-encoding", "snappy"}}), message("abc", 1));
  CHECK(refused.grpc_status() == "12");
  CHECK(refused.trailers_only());
  CHECK(refused.last("grpc-accept-encoding") == "gzip,deflate,identity");
  CHECK(refused.grpc_message().find("snappy") != std::string::npos);
}

TEST_CASE("16 an encoding that the client does not know is INTERNAL") {
  answered_client here{body_of(message("abc", 1), response({{"grpc-encoding", "snappy"}}))};
  const tern::status refused = here.unary();
  CHECK(refused.code() == code::internal);
  CHECK(refused.message().find("snappy") != std::string::npos);
  CHECK(here.serve().first.code() == code::internal);
}

TEST_CASE("17 a client lists what it decompresses, and a server tells whoever compresses") {
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(client.unary().ok());
  CHECK(value_of(client.request_head(), "grpc-accept-encoding") == "gzip,deflate,identity");
  asked_server server;
  const answer said = server.answer_to(request_with({{"grpc-encoding", "gzip"}}),
                                       message(gzip(text_of(Ask{.text = "x"})), 1));
  REQUIRE(said.heads.size() == 2);
  CHECK(value_of(said.heads[0], "grpc-accept-encoding") == "gzip,deflate,identity");
}

TEST_CASE("17 a server never compresses in a way that the client has not listed") {
  tern::server_side::options how;
  how.compression = tern::compress::compression::gzip;
  asked_server here{{}, how};
  const std::string asked = message(text_of(Ask{.text = std::string(1000, 'x')}));
  const std::pair<std::string, bool> table[] = {
      {"none", false},     {"identity", false}, {"deflate", false},      {"br, snappy", false},
      {"gzip;q=0", false}, {"gzip", true},      {"identity,gzip", true}, {"deflate , gzip", true},
  };
  for (const auto& [list, compressed] : table) {
    INFO(list);
    field_list said;
    if (list != "none") said.emplace_back("grpc-accept-encoding", list);
    const answer reply = here.answer_to(request_with(said), asked);
    REQUIRE(reply.heads.size() == 2);
    CHECK(has(reply.heads[0], "grpc-encoding") == compressed);
    const auto all = messages_of(reply.body);
    REQUIRE(all.size() == 1);
    CHECK(all[0].first == (compressed ? 1 : 0));
    const std::string plain = text_of(Answer{.text = std::string(1000, 'x')});
    CHECK((compressed ? gunzip(all[0].second) : all[0].second) == plain);
  }
}

TEST_CASE("17 single messages of both sides can be left uncompressed") {
  tern::server_side::options how;
  how.compression = tern::compress::compression::gzip;
  stack::script lines;
  lines.serve = [](tern::rpc::context& ctx, Ask ask) -> tern::runtime::stream<Answer> {
    co_yield Answer{.text = ask.text};
    ctx.compress_messages(false);
    co_yield Answer{.text = ask.text};
    ctx.compress_messages(true);
    co_yield Answer{.text = ask.text};
  };
  asked_server server{lines, how};
  const std::string text(1000, 'x');
  const answer said =
      server.answer_to(request_with({{"grpc-accept-encoding", "gzip"}}, "/stack.Subject/Serve"),
                       message(text_of(Ask{.text = text})));
  const auto replies = messages_of(said.body);
  REQUIRE(replies.size() == 3);
  CHECK(replies[0].first == 1);
  CHECK(replies[1].first == 0);
  CHECK(replies[2].first == 1);
  // Nothing is remembered from one message to the next: the same text is as long again.
  CHECK(replies[0].second == replies[2].second);
}

TEST_CASE("18 each message is compressed by itself") {
  listener by;
  asked_server server{by.lines()};
  const std::string one = message(gzip(text_of(Ask{.text = std::string(500, 'x')})), 1);
  const auto id = server.ask(request_with({{"grpc-encoding", "gzip"}}, "/stack.Subject/Collect"),
                             one + one + one);
  CHECK(server.heard(id).grpc_status() == "0");
  CHECK(by.heard == std::vector<std::string>(3, std::string(500, 'x')));
}

TEST_CASE("18 what decompresses to more than the limit is RESOURCE_EXHAUSTED") {
  const std::string bomb = gzip(std::string(64 << 20, '\0'));
  REQUIRE(bomb.size() < 100'000);
  asked_server server;
  const answer refused =
      server.answer_to(request_with({{"grpc-encoding", "gzip"}}), message(bomb, 1));
  CHECK(refused.grpc_status() == "8");
  CHECK(refused.grpc_message().find("4194304") != std::string::npos);
  answered_client client{body_of(message(bomb, 1), response({{"grpc-encoding", "gzip"}}))};
  CHECK(client.unary().code() == code::resource_exhausted);
}

TEST_CASE("18 what cannot be decompressed is INTERNAL") {
  std::string cut = gzip(text_of(Ask{.text = std::string(500, 'x')}));
  cut.resize(cut.size() / 2);
  for (const std::string& bytes : {std::string{"no gzip at all"}, cut, std::string{}}) {
    asked_server server;
    CHECK(server.answer_to(request_with({{"grpc-encoding", "gzip"}}), message(bytes, 1))
              .grpc_status() == "13");
    answered_client client{body_of(message(bytes, 1), response({{"grpc-encoding", "gzip"}}))};
    CHECK(client.unary().code() == code::internal);
  }
}

#endif
