// SPDX-License-Identifier: MIT
#pragma once

// A server that says frames by hand, to a client of tern in memory. It keeps to the windows that
// the client gives, and a script says what it answers.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/runtime/executor.hpp>
#include <tern/transport/connector.hpp>
#include <tern/transport/memory.hpp>

#include "tests/http/h2_pair.hpp"

namespace attack {

/// One connection of the server.
class server_connection final : private tern::transport::io_watcher {
 public:
  using hearer = std::function<void(server_connection&, const h2::parsed_frame&)>;

  server_connection(std::unique_ptr<tern::transport::byte_stream> bytes, std::string greeting,
                    hearer on_frame)
      : bytes_(std::move(bytes)), on_frame_(std::move(on_frame)) {
    bytes_->watch(*this);
    bytes_->wait_readable();
    say(std::move(greeting));
  }

  /// Says a frame that needs no window, after what waits already.
  void say(std::string frame) {
    queue_.push_back({0, 0, std::move(frame)});
    write();
  }

  /// Says a DATA frame as soon as the windows have room for all of its payload.
  void say_data(std::uint32_t stream, std::string_view payload, int flags = 0) {
    queue_.push_back({stream, static_cast<std::int64_t>(payload.size()),
                      h2::frame(h2::data, flags, stream, payload)});
    write();
  }

  /// Whether everything was said.
  [[nodiscard]] bool silent() const noexcept { return queue_.empty() && output_.empty(); }

 private:
  struct piece {
    std::uint32_t stream;  // 0 if it needs no window
    std::int64_t window_bytes;
    std::string frame;
  };

  void on_readable() noexcept override {
    std::string got(64 * 1024, '\0');
    for (;;) {
      const auto read = bytes_->read_some(std::as_writable_bytes(std::span{got}));
      if (read.ended || read.error) return;
      if (read.bytes == 0) break;
      input_.append(got, 0, read.bytes);
    }
    take_preface();
    while (preface_taken_ && take_frame()) {
    }
    write();
    bytes_->wait_readable();
  }

  void on_writable() noexcept override { write(); }

  void take_preface() {
    if (preface_taken_ || input_.size() < h2::preface.size()) return;
    preface_taken_ = true;
    input_.erase(0, h2::preface.size());
  }

  bool take_frame() {
    if (input_.size() < 9) return false;
    const auto at = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(input_[i]));
    };
    const std::size_t size = 9 + (at(0) << 16 | at(1) << 8 | at(2));
    if (input_.size() < size) return false;
    const h2::parsed_frame frame = h2::parse(std::string_view{input_}.substr(0, size)).front();
    input_.erase(0, size);
    hear(frame);
    return true;
  }

  void hear(const h2::parsed_frame& frame) {
    const auto number = [&](std::size_t from) {
      std::int64_t value = 0;
      for (std::size_t i = from; i < from + 4; ++i) {
        value = value << 8 | static_cast<unsigned char>(frame.payload[i]);
      }
      return value;
    };
    if (frame.type == h2::settings && frame.flags == 0) {
      for (std::size_t i = 0; i + 6 <= frame.payload.size(); i += 6) {
        if (frame.payload[i] == 0 && frame.payload[i + 1] == 4) stream_window_ = number(i + 2);
      }
      say(h2::frame(h2::settings, h2::ack, 0, ""));
    } else if (frame.type == h2::window_update) {
      (frame.id == 0 ? window_ : updates_[frame.id]) += number(0);
    } else if (frame.type == h2::data && !frame.payload.empty()) {
      const std::string update = h2::number(frame.payload.size(), 4);
      say(h2::frame(h2::window_update, 0, 0, update) +
          h2::frame(h2::window_update, 0, frame.id, update));
    }
    on_frame_(*this, frame);
  }

  void write() {
    for (;;) {
      while (!queue_.empty() && may_say(queue_.front())) {
        piece& next = queue_.front();
        window_ -= next.window_bytes;
        if (next.stream != 0) updates_[next.stream] -= next.window_bytes;
        output_ += next.frame;
        queue_.pop_front();
      }
      if (output_.empty()) return;
      const auto put = bytes_->write_some(tern::as_bytes(output_));
      output_.erase(0, put.bytes);
      if (put.error) return;
      if (put.bytes == 0) return bytes_->wait_writable();
    }
  }

  [[nodiscard]] bool may_say(const piece& next) {
    if (next.stream == 0) return true;
    return next.window_bytes <= window_ &&
           next.window_bytes <= stream_window_ + updates_[next.stream];
  }

  std::unique_ptr<tern::transport::byte_stream> bytes_;
  hearer on_frame_;
  bool preface_taken_ = false;
  std::string input_;
  std::deque<piece> queue_;
  std::string output_;
  std::int64_t window_ = 65'535;         // of the connection, as the client gives it
  std::int64_t stream_window_ = 65'535;  // of a new stream
  std::map<std::uint32_t, std::int64_t> updates_;
};

/// The server: every connection of a channel is one more to it.
class raw_server {
 public:
  raw_server(std::string greeting, server_connection::hearer on_frame)
      : greeting_(std::move(greeting)), on_frame_(std::move(on_frame)) {}
  raw_server(const raw_server&) = delete;
  raw_server& operator=(const raw_server&) = delete;

  [[nodiscard]] std::unique_ptr<tern::transport::connector> connector() {
    return std::make_unique<raw_connector>(*this);
  }

  std::vector<std::unique_ptr<server_connection>> connections;

 private:
  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(raw_server& to, tern::runtime::executor& on, tern::transport::connector::done report)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            auto ends = tern::transport::memory_stream::make_pair(self.home);
            self.server.connections.push_back(std::make_unique<server_connection>(
                std::move(ends.second), self.server.greeting_, self.server.on_frame_));
            self.finished(std::move(ends.first));
          }),
          server(to),
          home(on),
          finished(std::move(report)) {}
    raw_server& server;
    tern::runtime::executor& home;
    tern::transport::connector::done finished;
  };

  struct raw_connector final : tern::transport::connector {
    explicit raw_connector(raw_server& to) : server(to) {}
    [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
        tern::runtime::executor& home, const tern::transport::address&, done finished) override {
      auto begun = std::make_unique<attempt>(server, home, std::move(finished));
      home.make_ready(*begun);
      return begun;
    }
    raw_server& server;
  };

  std::string greeting_;
  server_connection::hearer on_frame_;
};

}  // namespace attack
