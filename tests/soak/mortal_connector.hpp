// SPDX-License-Identifier: MIT
#pragma once

// Connections that can be cut from outside, at any moment.

#include <cstddef>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <tern/base/member_callback.hpp>
#include <tern/transport/connector.hpp>

namespace soak {

class mortal_stream;

/// The connections that there are.
struct mortals {
  std::vector<mortal_stream*> alive{};
  std::size_t made = 0;
  std::size_t cut = 0;
};

/// A connection that fails when it is told to, as if its cable were pulled.
class mortal_stream final : public tern::transport::byte_stream {
 public:
  mortal_stream(tern::runtime::executor& home, std::unique_ptr<tern::transport::byte_stream> inner,
                std::shared_ptr<mortals> among)
      : home_(home), inner_(std::move(inner)), among_(std::move(among)) {
    among_->alive.push_back(this);
    ++among_->made;
  }
  ~mortal_stream() override { leave(); }

  void cut() {
    leave();
    ++among_->cut;
    inner_->close();
    home_.make_ready(news_);
  }

  void watch(tern::transport::io_watcher& watcher) override {
    watcher_ = &watcher;
    inner_->watch(watcher);
  }
  [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
    return alive_ ? inner_->read_some(into) : failure();
  }
  [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
    return alive_ ? inner_->write_some(bytes) : failure();
  }
  void wait_readable() override {
    if (alive_) inner_->wait_readable();
  }
  void wait_writable() override {
    if (alive_) inner_->wait_writable();
  }
  void close() noexcept override {
    leave();
    watcher_ = nullptr;
    inner_->close();
  }
  [[nodiscard]] bool may_fall_silent() const override { return inner_->may_fall_silent(); }
  [[nodiscard]] std::string peer() const override { return inner_->peer(); }

 private:
  static tern::transport::io_outcome failure() {
    tern::transport::io_outcome outcome;
    outcome.error = std::make_error_code(std::errc::connection_reset);
    return outcome;
  }

  void leave() noexcept {
    alive_ = false;
    std::erase(among_->alive, this);
  }

  void tell() noexcept {
    if (watcher_ != nullptr) watcher_->on_readable();
  }

  tern::runtime::executor& home_;
  std::unique_ptr<tern::transport::byte_stream> inner_;
  std::shared_ptr<mortals> among_;
  tern::transport::io_watcher* watcher_ = nullptr;
  bool alive_ = true;
  tern::member_callback<tern::runtime::work, mortal_stream, &mortal_stream::tell> news_{*this};
};

/// Connects as another connector does.
class mortal_connector final : public tern::transport::connector {
 public:
  mortal_connector(std::unique_ptr<tern::transport::connector> inner,
                   std::shared_ptr<mortals> among)
      : inner_(std::move(inner)), among_(std::move(among)) {}

  [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
      tern::runtime::executor& home, const tern::transport::address& where,
      done finished) override {
    return inner_->connect(
        home, where,
        [&home, among = among_, finished = std::move(finished)](
            tern::result<std::unique_ptr<tern::transport::byte_stream>> bytes) mutable {
          if (!bytes) return finished(bytes.status());
          std::unique_ptr<tern::transport::byte_stream> made =
              std::make_unique<mortal_stream>(home, *std::move(bytes), among);
          finished(std::move(made));
        });
  }
  [[nodiscard]] bool confidential() const noexcept override { return inner_->confidential(); }

 private:
  std::unique_ptr<tern::transport::connector> inner_;
  std::shared_ptr<mortals> among_;
};

}  // namespace soak
