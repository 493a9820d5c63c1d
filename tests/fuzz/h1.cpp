// SPDX-License-Identifier: MIT

/// HTTP/1.1 with a peer that says anything. The first byte of an input says who hears the rest, and
/// how it is answered; the second one where it is cut:
///
///     0x01  a client that has asked for something; otherwise a server
///     0x02  the client has asked with HEAD; the server goes away after the first request
///     0x04  responses are streamed, and have trailers
///     0x08  bodies are not read before they have ended
///
/// What is understood does not depend on the cut, and what a server says can be read by a client.

#include <tern/http/h1_client_session.hpp>
#include <tern/http/h1_server_session.hpp>

#include <tests/fuzz/fuzzer.hpp>
#include <tests/http/h1_ends.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace {

using fuzz::require;

struct manner {
  bool other;     // HEAD, or goes away
  bool streamed;  // responses
  bool lazy;      // readers
};

std::string text_of(const h1::headers& fields) {
  std::string text;
  for (const tern::name_value each : fields) {
    text.append(each.name).append("=").append(each.value).append(";");
  }
  return text;
}

/// What a server understands, and what it says to it.
struct serving {
  explicit serving(manner chosen) : how(chosen) {}

  void hear(std::string_view bytes) {
    server.hear(bytes);
    require(server.alive, "a server cannot go on");
    attend();
  }

  // As a connection does: what a request made ready is answered, then that is written.
  void attend() {
    for (;;) {
      for (; served < server.requests.size(); ++served) {
        if (!serve(*server.requests[served])) break;
      }
      const std::size_t arrived = server.requests.size();
      const std::string more = server.say(64);
      said += more;
      if (more.empty() && arrived == server.requests.size()) return;
    }
  }

  // Whether the request has ended.
  bool serve(tern::http::stream& request) {
    if (!how.lazy || request.received_end() || request.failure() != nullptr) {
      body += h1::take(request);
    }
    if (request.failure() != nullptr) {
      understood += "[failed " + std::exchange(body, {}) + "]";
      return true;
    }
    if (!request.received_end()) return request.want_more(), false;
    const tern::http::head& head = request.received_head();
    for (const std::string_view each :
         {std::string_view{head.method}, std::string_view{head.authority},
          std::string_view{head.path}}) {
      understood.append(each) += ' ';
    }
    understood += text_of(head.fields) + "[" + std::exchange(body, {}) + "]";
    if (const auto* trailers = request.received_trailers()) understood += text_of(*trailers);
    request.send_head(h1::response(), false);
    h1::write(request, "answer");
    if (how.streamed) said += server.say(64);
    request.end(how.streamed ? std::optional{h1::headers{{"x-late", "yes"}}} : std::nullopt);
    if (how.other) server.session.go_away("");
    return true;
  }

  manner how;
  h1::server server;
  std::size_t served = 0;
  std::string body;  // of the request that is being served
  std::string understood;
  std::string said;
};

// A client reads what a server has said.
void read_back(std::string_view said, std::string_view understood) {
  std::size_t answers = 0;
  while (!said.empty()) {
    tern::http::h1_parser reader{tern::http::role::client, {}};
    const bool head = understood.starts_with("HEAD ") && answers == 0;
    reader.restart(head);
    tern::byte_view rest = tern::as_bytes(said);
    auto event = reader.next(rest);
    while (event == tern::http::h1_event::head || event == tern::http::h1_event::body) {
      event = reader.next(rest);
    }
    if (event == tern::http::h1_event::none) {
      reader.finish();
      event = reader.next(rest);
    }
    // The answers to HEAD after the first one are not told apart here.
    if (event != tern::http::h1_event::end && understood.find("HEAD ") != std::string_view::npos)
      return;
    require(event == tern::http::h1_event::end, "an answer cannot be read", std::string{said});
    said = tern::as_text(rest);
    ++answers;
  }
}

void serve(std::string_view bytes, std::size_t piece_bytes, manner how) {
  serving whole{how};
  whole.hear(bytes);
  serving cut{how};
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view piece = rest.substr(0, piece_bytes);
    rest.remove_prefix(piece.size());
    cut.hear(piece);
  }
  // A server that goes away does so between two pieces, which is a matter of the cut.
  if (!how.other) {
    fuzz::require_same(tern::as_bytes(whole.understood), tern::as_bytes(cut.understood),
                       "a cut changes what a server understands");
  }
  read_back(whole.said, whole.understood);
  for (serving* each : {&whole, &cut}) {
    for (int i = 0; i < 4; ++i) {
      each->server.wait(std::chrono::minutes{5});
      each->attend();
    }
    require(each->server.session.finished(), "a connection has no end");
    require(each->served == each->server.requests.size(), "a request has no end");
  }
}

std::string ask(std::string_view bytes, std::size_t piece_bytes, manner how) {
  h1::client client;
  std::string understood;
  auto asked = client.session.open(h1::request(how.other ? "HEAD" : "GET"), true);
  static_cast<void>(client.say());
  for (std::string_view rest = bytes; !rest.empty() && client.alive;) {
    const std::string_view piece = rest.substr(0, piece_bytes);
    rest.remove_prefix(piece.size());
    client.hear(piece);
    if (!how.lazy) understood += h1::take(*asked);
  }
  client.session.input_ended();
  require(client.session.finished(), "a connection has no end");
  require(asked->closed(), "a request has no end");
  understood += h1::take(*asked);
  understood += std::to_string(asked->received_head().status) +
                text_of(asked->received_head().fields) + (asked->received_end() ? "!" : "?");
  if (const auto* trailers = asked->received_trailers()) understood += text_of(*trailers);
  require(asked->received_end() == (asked->failure() == nullptr), "an end and a failure");
  return understood;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes = tern::as_text(fuzz::as_view(data + 2, size - 2));
  const manner how{(data[0] & 2) != 0, (data[0] & 4) != 0, (data[0] & 8) != 0};
  const std::size_t piece_bytes = 1 + data[1] % 64;
  if ((data[0] & 1) == 0) {
    serve(bytes, piece_bytes, how);
  } else {
    const std::string whole = ask(bytes, bytes.size(), how);
    const std::string cut = ask(bytes, piece_bytes, how);
    fuzz::require_same(tern::as_bytes(whole), tern::as_bytes(cut),
                       "a cut changes what a client understands");
  }
  return 0;
}
