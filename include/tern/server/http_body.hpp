// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/suspension.hpp>
#include <tern/runtime/task.hpp>
#include <tern/server/http_error.hpp>

namespace tern::server_side {

/// The body of a request, for one reader. What was not read yet holds the client back.
/// @lifetime borrows the stream.
class http_body {
 public:
  explicit http_body(http::stream& from) noexcept : stream_(from) {}
  http_body(const http_body&) = delete;
  http_body& operator=(const http_body&) = delete;

  /// Waits for the next part: what has come in meanwhile; nothing at the end.
  /// @error throws the reason if the environment is cancelled before: as when the client goes.
  [[nodiscard]] auto next() noexcept {
    struct awaiter {
      http_body& self;
      runtime::suspension::frame_guard guard = {};
      [[nodiscard]] bool await_ready() const noexcept { return self.ready(); }
      [[nodiscard]] bool await_suspend(std::coroutine_handle<> reader) {
        self.stream_.want_more();
        return self.waiter_.begin(reader, guard);
      }
      [[nodiscard]] std::optional<std::string> await_resume() { return self.take(); }
    };
    return awaiter{*this};
  }

  /// Waits for the end, and gives all that was not read yet.
  /// @error throws http_error 413 as soon as there is, or will be, more than `max_bytes`; as next()
  [[nodiscard]] runtime::task<std::string> rest(std::size_t max_bytes, std::string limit) {
    const std::size_t read_before = read_bytes_;
    const auto declared = declared_bytes();
    if (declared && *declared - std::min<std::uint64_t>(*declared, read_before) > max_bytes) {
      throw too_long(std::to_string(*declared) + " bytes long", max_bytes, limit);
    }
    std::string all;
    while (auto part = co_await next()) {
      if (part->size() > max_bytes - all.size()) {
        throw too_long("longer than allowed", max_bytes, limit);
      }
      if (all.empty()) {
        all = *std::move(part);
      } else {
        all.append(*part);
      }
    }
    co_return all;
  }

  /// What the reader has got until now, in bytes.
  [[nodiscard]] std::size_t read_bytes() const noexcept { return read_bytes_; }

  // The stream's listener calls these.
  void on_received() noexcept {
    if (ready()) waiter_.wake();
  }
  void on_failed() noexcept { waiter_.wake(); }

 private:
  static http_error too_long(std::string what, std::size_t max_bytes, const std::string& limit) {
    return {413, "the body is " + std::move(what) + ", limit " + limit + " is " +
                     std::to_string(max_bytes)};
  }

  [[nodiscard]] std::optional<std::uint64_t> declared_bytes() const {
    const auto field = stream_.received_head().fields.get("content-length");
    return field ? http::read_length(*field) : std::nullopt;
  }

  [[nodiscard]] bool ready() const noexcept {
    return !stream_.body().empty() || stream_.received_end() || stream_.failure() != nullptr;
  }

  [[nodiscard]] std::optional<std::string> take() {
    if (!ready()) waiter_.throw_if_cancelled();
    if (stream_.failure() != nullptr) {
      const runtime::environment* const here = runtime::current_environment();
      if (here != nullptr && here->cancel.cancelled()) throw error(here->cancel.reason());
      throw error(code::cancelled, "the request ended early");
    }
    const std::string_view there = as_text(stream_.body());
    if (there.empty()) return std::nullopt;
    std::string part{there};
    read_bytes_ += part.size();
    stream_.consume(part.size());
    return part;
  }

  http::stream& stream_;
  std::size_t read_bytes_ = 0;
  runtime::suspension waiter_;
};

}  // namespace tern::server_side
