// SPDX-License-Identifier: MIT
#pragma once

// Messages as they are on the wire, and peers that say them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/codec/proto.hpp>

#include "tests/checklist/peers.hpp"

namespace checklist {

/// A message as bytes, without its prefix.
template <class M>
std::string text_of(const M& said) {
  return std::string{tern::as_text(tern::codec::encode(said).view())};
}

/// The messages of a body: flags and payload.
inline std::vector<std::pair<int, std::string>> messages_of(std::string_view body) {
  std::vector<std::pair<int, std::string>> all;
  while (body.size() >= 5) {
    std::size_t length = 0;
    for (const char byte : body.substr(1, 4)) {
      length = length << 8 | static_cast<unsigned char>(byte);
    }
    REQUIRE(body.size() >= 5 + length);
    all.emplace_back(static_cast<unsigned char>(body[0]), body.substr(5, length));
    body.remove_prefix(5 + length);
  }
  CHECK(body.empty());
  return all;
}

/// Echoes, and keeps what it was asked.
struct listener {
  std::vector<std::string> heard;

  stack::script lines() {
    stack::script all;
    all.unary = [this](tern::rpc::context&, Ask ask) -> tern::runtime::task<Answer> {
      heard.push_back(ask.text);
      co_return Answer{ask.text, ask.number, ask.payload};
    };
    all.collect = [this](tern::rpc::context&, auto asks) -> tern::runtime::task<Answer> {
      while (auto ask = co_await asks.next()) heard.push_back(ask->text);
      co_return Answer{};
    };
    return all;
  }
};

/// A client whose server answers a call with these bytes of a body, and OK.
inline answered_client::answering body_of(std::string body, field_list head = response()) {
  return answered_client::with([=](auto id) {
    std::string all = head_frames(id, head, false);
    for (std::string_view rest = body; !rest.empty();) {
      const auto piece = rest.substr(0, 16'384);
      rest.remove_prefix(piece.size());
      all += h2::frame(h2::data, 0, id, piece);
    }
    return all + head_frames(id, {{"grpc-status", "0"}}, true);
  });
}

/// The texts of all answers, and how the call ended.
inline std::pair<tern::status, std::vector<std::string>> texts(answered_client& here) {
  return here.home.run(
      [](tern::client_side::client<Subject>& on)
          -> tern::runtime::task<std::pair<tern::status, std::vector<std::string>>> {
        auto answers = on.Serve({});
        std::vector<std::string> all;
        for (;;) {
          auto answer = co_await answers.next_result();
          if (!answer || !*answer) {
            co_return std::pair<tern::status, std::vector<std::string>>{answer.status(),
                                                                        std::move(all)};
          }
          all.push_back((*answer)->text);
        }
      }(here.subject));
}

}  // namespace checklist
