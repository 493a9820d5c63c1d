// SPDX-License-Identifier: MIT

/// A server and a client that says anything. The first byte of an input says how much of the
/// connection it makes up, the second one what is asked for, the rest is what the client sends:
///
///     0  all of it
///     1  what follows the preface and the settings
///     2  the body of a request that HTTP/2 has nothing against, a message in each frame
///
/// Whatever comes, the server goes on; a request of the last kind is answered.

#include <tern/testing.hpp>

#include <tests/fuzz/fuzzer.hpp>
#include <tests/http/h2_pair.hpp>
#include <tests/stack/contract.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace {

using fuzz::require;

enum class part : std::uint8_t { connection, frames, body };

/// The client's end of a connection.
class hostile_client {
 public:
  hostile_client() {
    server_.add<stack::Subject>(stack::scripted{});
    bytes_ = server_.connect(home_.executor());
  }

  void say(std::string_view words) {
    while (!words.empty()) {
      const auto taken = bytes_->write_some(tern::as_bytes(words));
      if (taken.error) return;
      words.remove_prefix(taken.bytes);
      home_.run_ready();
      hear();
    }
  }

  const std::string& hear() {
    for (;;) {
      char room[4096];
      const auto got = bytes_->read_some(std::as_writable_bytes(std::span{room}));
      if (got.bytes == 0) return heard_;
      heard_.append(room, got.bytes);
      home_.run_ready();
    }
  }

  void wait() {
    home_.advance(std::chrono::minutes{1});
    hear();
  }

  void leave() {
    bytes_.reset();
    home_.run_ready();
  }

 private:
  tern::testing::manual_executor home_;
  tern::testing::memory_server server_;
  std::unique_ptr<tern::transport::byte_stream> bytes_;
  std::string heard_;
};

std::string request_fields(std::uint8_t which) {
  static constexpr std::string_view paths[] = {"/stack.Subject/Unary", "/stack.Subject/Serve",
                                               "/stack.Subject/Collect", "/stack.Subject/Chat",
                                               "/stack.Subject/Missing"};
  return h2::fields({{":method", "POST"},
                     {":scheme", "http"},
                     {":path", paths[which % std::size(paths)]},
                     {":authority", "x"},
                     {"content-type", "application/grpc"},
                     {"te", "trailers"},
                     {"grpc-timeout", "5S"}});
}

// The first byte of a piece is its length; each piece is a frame.
std::string body_frames(std::string_view body) {
  std::string frames;
  while (!body.empty()) {
    const auto length = static_cast<std::uint8_t>(body.front());
    body.remove_prefix(1);
    frames += h2::frame(h2::data, 0, 1, body.substr(0, length));
    body.remove_prefix(std::min<std::size_t>(length, body.size()));
  }
  return frames + h2::frame(h2::data, h2::end_stream, 1, "");
}

bool is_answered(std::string_view heard) {
  for (const h2::parsed_frame& each : h2::parse(heard)) {
    if (each.type == h2::rst_stream || each.type == h2::goaway) return true;
    if (each.id == 1 && (each.flags & h2::end_stream) != 0) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto which = static_cast<part>(data[0] % 3);
  const std::string_view text = tern::as_text(fuzz::as_view(data + 2, size - 2));
  hostile_client client;
  if (which == part::connection) {
    client.say(text);
  } else if (which == part::frames) {
    client.say(h2::hello);
    client.say(text);
  } else {
    client.say(h2::hello + h2::frame(h2::headers_, h2::end_headers, 1, request_fields(data[1])) +
               body_frames(text));
  }
  client.wait();
  if (which == part::body) {
    // Flow control may hold the rest of a long answer back, but then it has begun.
    require(is_answered(client.hear()) || client.hear().size() > 60'000, "no answer");
  }
  client.leave();
  return 0;
}
