// SPDX-License-Identifier: MIT

/// A client and a server that says anything. The first byte of an input says how much of the
/// connection it makes up, the rest is what the server sends:
///
///     0  all of it
///     1  the body of a response that HTTP/2 has nothing against, cut in pieces
///
/// Without 2 in it the server has spoken HTTP/2 before, so that the calls are under way; with 2
/// this is the first that the client hears.
///
/// Whatever comes, each call ends by its deadline, and with a value or a status.

#include <tern/client.hpp>
#include <tern/testing.hpp>

#include <tests/fuzz/fuzzer.hpp>
#include <tests/fuzz/hostile_server.hpp>
#include <tests/http/h2_pair.hpp>
#include <tests/stack/contract.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using fuzz::hostile_server;
using fuzz::require;

// Both calls are answered with the same pieces, each of which begins with its length.
std::string response_frames(std::string_view body) {
  const std::string head = h2::fields({{":status", "200"}, {"content-type", "application/grpc"}});
  const std::string trailers = h2::fields({{"grpc-status", "0"}});
  std::string frames = h2::frame(h2::settings, 0, 0, "");
  for (const std::uint32_t id : {1U, 3U}) {
    frames += h2::frame(h2::headers_, h2::end_headers, id, head);
    for (std::string_view rest = body; !rest.empty();) {
      const auto length = static_cast<std::uint8_t>(rest.front());
      rest.remove_prefix(1);
      frames += h2::frame(h2::data, 0, id, rest.substr(0, length));
      rest.remove_prefix(std::min<std::size_t>(length, rest.size()));
    }
    frames += h2::frame(h2::headers_, h2::end_headers | h2::end_stream, id, trailers);
  }
  return frames;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  std::string_view text = tern::as_text(fuzz::as_view(data + 1, size - 1));
  const std::string frames = data[0] % 2 == 1 ? response_frames(text) : std::string{text};

  tern::testing::manual_executor home;
  hostile_server::ends ends;
  tern::channel channel{hostile_server::address(), std::make_unique<hostile_server>(ends, 1)};
  tern::client<stack::Subject> subject{channel};
  int ended = 0;
  home.spawn(fuzz::ask_once(subject, ended));
  home.spawn(fuzz::read_all(subject, ended));
  home.run_ready();
  require(!ends.empty(), "no connection");
  auto& server = ends.front();

  if ((data[0] & 2) == 0) {
    static_cast<void>(server->write_some(tern::as_bytes(h2::frame(h2::settings, 0, 0, ""))));
    home.run_ready();
  }
  static_cast<void>(server->write_some(tern::as_bytes(frames)));
  home.run_ready();
  fuzz::hear(*server);
  home.run_ready();
  if (size % 2 == 0) server.reset();
  home.advance(10s);
  require(ended == 2, "a call has not ended");
  server.reset();
  home.run_ready();
  return 0;
}
