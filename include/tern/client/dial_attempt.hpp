// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <tern/base/member_callback.hpp>
#include <tern/base/result.hpp>
#include <tern/client/destination.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/connector.hpp>

namespace tern::client_side {

/// An attempt to get a connection to one address: sockets, TLS, and the server's first word of
/// HTTP/2, without which nobody knows that it is one. A server of HTTP/1.1 says nothing until it is
/// asked.
/// @thread its executor's.
class dial_attempt final : private transport::connection_owner {
 public:
  /// Who wants to know. Called inside engines and callbacks: destroy no attempt there.
  struct listener {
    virtual void on_reached() noexcept = 0;
    virtual void on_failed(dial_attempt& which, status why) noexcept = 0;

   protected:
    ~listener() = default;
  };

  dial_attempt(runtime::executor& home, byte_span scratch, const destination& to,
               transport::address where, listener& told)
      : home_(home), scratch_(scratch), to_(to), where_(std::move(where)), told_(told) {
    home_.arm(patience_, runtime::saturating_add(home_.now(), to_.how.connect_timeout));
    connecting_ = to_.connects->connect(
        home_, where_, [this](result<std::unique_ptr<transport::byte_stream>> bytes) {
          if (!bytes) return fail(bytes.status());
          greet(*std::move(bytes));
        });
  }
  dial_attempt(const dial_attempt&) = delete;
  dial_attempt& operator=(const dial_attempt&) = delete;

  [[nodiscard]] const transport::address& where() const noexcept { return where_; }

  /// Whether there is a connection, to a server that has not said with its first words what is
  /// wrong with it: that it speaks HTTP/1.1 alone, for one.
  [[nodiscard]] bool reached() const noexcept {
    return reached_ && link_ != nullptr && !link_->turned_away();
  }

  /// The connection that was reached(). Somebody else owns it now.
  [[nodiscard]] std::unique_ptr<transport::connection> take() noexcept { return std::move(link_); }

 private:
  void greet(std::unique_ptr<transport::byte_stream> bytes) {
    link_ = std::make_unique<transport::connection>(
        home_, scratch_, std::move(bytes), http::role::client, to_.how.connection,
        static_cast<transport::connection_owner&>(*this), transport::connection_life{},
        versions_of(to_.how));
    if (link_->has_room()) on_room(*link_);  // else that follows
  }

  void fail(status why) noexcept {
    if (std::exchange(ended_, true)) return;
    patience_.disarm();
    told_.on_failed(*this, std::move(why));
  }

  void give_up() noexcept {
    connecting_.reset();
    link_.reset();
    fail({code::unavailable,
          "timed out after connect_timeout, " + runtime::to_text(to_.how.connect_timeout)});
  }

  void on_room(transport::connection& which) noexcept override {
    // One that goes away with its first words says why when it closes.
    if (!which.accepts_requests() || std::exchange(reached_, true)) return;
    patience_.disarm();
    told_.on_reached();
  }

  void on_closed(transport::connection& which) noexcept override {
    const std::string why = which.close_reason();
    link_.reset();
    fail({code::unavailable, why});
  }

  void on_request(transport::connection&, http::stream_ptr) override {}

  runtime::executor& home_;
  byte_span scratch_;
  const destination& to_;
  transport::address where_;
  listener& told_;
  bool reached_ = false;
  bool ended_ = false;
  std::unique_ptr<transport::connect_attempt> connecting_;
  std::unique_ptr<transport::connection> link_;
  member_callback<runtime::timer, dial_attempt, &dial_attempt::give_up> patience_{*this};
};

}  // namespace tern::client_side
