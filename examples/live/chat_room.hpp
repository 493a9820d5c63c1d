// SPDX-License-Identifier: MIT
#pragma once

// What is said in the chat, and those who listen.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tern/coroutine.hpp>

#include "live.hpp"

namespace live {

/// The last messages of a chat. All handlers of a server with one I/O thread run on that thread, so
/// nothing here needs a lock.
class chat_room {
 public:
  static constexpr std::size_t kept_count = 100;

  /// Somebody who waits for news, for as long as this lives.
  class listener {
   public:
    explicit listener(chat_room& room) : room_(room) { room_.listeners_.push_back(this); }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;
    ~listener() { std::erase(room_.listeners_, this); }

    tern::event news;  // something was said, or the room has closed

   private:
    chat_room& room_;
  };

  /// Adds a message and tells the listeners.
  /// @returns its number.
  std::uint32_t say(std::string name, std::string text) {
    messages_.push_back({.id = ++last_id_,
                         .name = std::move(name),
                         .text = std::move(text),
                         .sent_at = std::chrono::time_point_cast<std::chrono::milliseconds>(
                             std::chrono::system_clock::now())});
    if (messages_.size() > kept_count) messages_.pop_front();
    tell();
    return last_id_;
  }

  /// The first message that is kept and came after this one.
  [[nodiscard]] std::optional<v1::ChatMessage> after(std::uint32_t id) const {
    const auto found = std::ranges::upper_bound(messages_, id, {}, &v1::ChatMessage::id);
    return found == messages_.end() ? std::nullopt : std::optional{*found};
  }

  [[nodiscard]] std::uint32_t last_id() const noexcept { return last_id_; }

  /// Sends the listeners home.
  void close() {
    closed_ = true;
    tell();
  }
  [[nodiscard]] bool closed() const noexcept { return closed_; }

 private:
  void tell() {
    for (listener* each : listeners_) each->news.set();
  }

  std::deque<v1::ChatMessage> messages_;
  std::vector<listener*> listeners_;
  std::uint32_t last_id_ = 0;
  bool closed_ = false;
};

}  // namespace live
