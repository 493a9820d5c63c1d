// SPDX-License-Identifier: MIT

/// Bodies of all protocols, as frames, however they are cut.

#include <tern/protocol/frame_cutter.hpp>

#include <tests/fuzz/fuzzer.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace {

using fuzz::require;
namespace protocol = tern::protocol;

// What a body is cut into of which `step` more bytes come each time.
std::string cut(protocol::framing how, bool compressed, std::string_view body, std::size_t step) {
  protocol::frame_cutter cutter{how, 64};
  cutter.allow_compressed(compressed);
  std::string frames;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (;;) {
    const auto there = tern::as_bytes(body.substr(begin, end - begin));
    using found = protocol::frame_cutter::found;
    const found what = cutter.look(there, end == body.size());
    if (what == found::nothing_yet) {
      require(end != body.size(), "a cutter waits for what will not come");
      end = std::min(end + step, body.size());
      continue;
    }
    if (what == found::end) return frames.append("end");
    if (what == found::failed) return frames.append("failed");
    require(cutter.frame_bytes(there) <= there.size(), "a frame is longer than the body");
    frames.append(what == found::message ? "message " : "last ");
    frames.append(tern::as_text(cutter.payload(there)));
    begin += cutter.frame_bytes(there);
    cutter.pass();
  }
}

void check_frames(std::string_view text) {
  using layout = protocol::framing::layout;
  for (const protocol::framing how :
       {protocol::framing{}, protocol::framing{.last_flag = 0x80},
        protocol::framing{.last_flag = 0x02}, protocol::framing{.body = layout::message},
        protocol::framing{.body = layout::ending}}) {
    for (const bool compressed : {false, true}) {
      const std::string whole = cut(how, compressed, text, text.size() + 1);
      for (const std::size_t step : {std::size_t{1}, std::size_t{7}}) {
        require(cut(how, compressed, text, step) == whole, "frames depend on how they are cut");
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = tern::as_text(fuzz::as_view(data, size));
  check_frames(text);
  return 0;
}
