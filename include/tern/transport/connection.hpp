// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/intrusive_list.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/http/choose.hpp>
#include <tern/http/h2_session.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/session.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/byte_stream.hpp>

namespace tern::transport {

class connection;

/// Who owns connections.
struct connection_owner {
  /// A request has come in. Called while bytes are being read: queue it, start nothing.
  virtual void on_request(connection& from, http::stream_ptr request) = 0;

  /// The connection has ended; the owner destroys it now.
  virtual void on_closed(connection& which) noexcept = 0;

  /// has_room() or accepts_requests() may give another answer than before. Called while bytes are
  /// being read or written: open nothing here.
  virtual void on_room(connection& which) noexcept { static_cast<void>(which); }

 protected:
  ~connection_owner() = default;
};

/// Moves bytes between a byte_stream and an HTTP session: reads what is there, lets everything run
/// that became ready, and writes what that produced with one call.
/// @thread its executor's.
class connection final : private http::session_host, private io_watcher, public list_link {
 public:
  /// @param scratch memory to read into, which may be shared by all connections of a thread.
  connection(runtime::executor& home, byte_span scratch, std::unique_ptr<byte_stream> bytes,
             http::role side, const http::limits& allowed, connection_owner& owner)
      : home_(home),
        scratch_(scratch),
        bytes_(std::move(bytes)),
        side_(side),
        limits_(allowed),
        owner_(&owner) {
    bytes_->watch(*this);
    home_.settle(residence_);
    if (side_ == http::role::client) {
      session_ = std::make_unique<http::h2_session>(side_, limits_,
                                                    static_cast<http::session_host&>(*this));
    } else {
      home_.arm(preface_timer_, runtime::saturating_add(home_.now(), limits_.preface_timeout));
    }
    bytes_->wait_readable();
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    owner_link_dead_ = true;
    shut("the connection was closed");
  }

  /// From now on belongs to `next`.
  void belong_to(connection_owner& next) noexcept { owner_ = &next; }

  /// Begins a request.
  /// @returns nothing if this connection takes no more.
  [[nodiscard]] http::stream_ptr open(http::head&& request, bool end) {
    if (session_ == nullptr || closed_) return {};
    return session_->open(std::move(request), end);
  }

  [[nodiscard]] bool accepts_requests() const {
    return session_ != nullptr && !closed_ && session_->accepts_requests();
  }

  /// Whether a request that is opened now can be sent now; if not, the owner hears on_room() when
  /// that may be otherwise.
  [[nodiscard]] bool has_room() { return session_ != nullptr && !closed_ && session_->has_room(); }

  /// Takes no new requests, lets the running ones end, then closes.
  void go_away(std::string_view why = {}) {
    if (closed_) return;
    if (session_ == nullptr) return shut("the server is shutting down");
    session_->go_away(why);
    home_.arm(goaway_timer_, runtime::saturating_add(home_.now(), limits_.goaway_timeout));
    output_pending();
  }

  /// Closes at once, with a last word if the peer takes it; running requests fail with `reason`.
  void close(const std::string& reason) {
    if (session_ != nullptr && !closed_) session_->go_away_now();
    write_out();
    shut(reason);
  }

  [[nodiscard]] bool closed() const noexcept { return closed_; }

  /// Whether a server has said anything, to a client.
  [[nodiscard]] bool heard() const noexcept { return heard_; }

  /// Why the connection ended, for people.
  [[nodiscard]] const std::string& close_reason() const noexcept { return close_reason_; }

  [[nodiscard]] const byte_stream& bytes() const noexcept { return *bytes_; }

 private:
  // Enough for the requests of a busy peer in one write, and a bound for what a slow one holds.
  static constexpr std::size_t output_limit_bytes = 256 * 1024;

  [[nodiscard]] runtime::time_point now() const noexcept override { return home_.now(); }

  void output_pending() noexcept override {
    if (!closed_) home_.at_turn_end(flush_);
  }

  void request_arrived(http::stream_ptr request) noexcept override {
    owner_->on_request(*this, std::move(request));
  }

  void room_changed() noexcept override { owner_->on_room(*this); }

  void on_readable() noexcept override {
    const io_outcome got = bytes_->read_some(scratch_);
    if (got.error) return shut("the connection failed: " + got.error.message());
    if (got.ended) return shut("the peer closed the connection");
    if (got.bytes != 0 && !receive(scratch_.first(got.bytes))) return;
    bytes_->wait_readable();
  }

  /// @returns whether to go on reading.
  bool receive(byte_view received) {
    if (side_ == http::role::client && !std::exchange(heard_, true)) {
      const std::string_view first = as_text(received);
      if (first.starts_with("HTTP/1.")) {
        shut("the server speaks HTTP/1 on this port, not HTTP/2");
        return false;
      }
      if (first.starts_with("\x15\x03")) {  // an alert. @source RFC 8446, section 5.1
        shut("the server speaks TLS on this port: connect with https://");
        return false;
      }
    }
    if (session_ == nullptr) {
      first_.append(received);
      switch (http::recognise(first_.view())) {
        case http::first_bytes::too_few:
          return true;
        case http::first_bytes::http2:
          break;
        case http::first_bytes::http1:
          output_.append(as_bytes(http::http1_refusal));
          static_cast<void>(bytes_->write_some(output_.view()));
          shut("the client spoke HTTP/1");
          return false;
        case http::first_bytes::tls:
          output_.append(as_bytes(http::tls_refusal));
          static_cast<void>(bytes_->write_some(output_.view()));
          shut("the client spoke TLS, and this port does not");
          return false;
        case http::first_bytes::unknown:
          shut("the client spoke no HTTP");
          return false;
      }
      preface_timer_.disarm();
      session_ = std::make_unique<http::h2_session>(side_, limits_,
                                                    static_cast<http::session_host&>(*this));
      const buffer first = std::move(first_);
      return feed(first.view());
    }
    return feed(received);
  }

  bool feed(byte_view received) {
    if (session_->feed(received)) return true;
    write_out();
    shut("the peer broke the rules of HTTP/2");
    return false;
  }

  void on_writable() noexcept override {
    write_blocked_ = false;
    write_out();
  }

  void write_out() noexcept {
    while (!closed_ && !write_blocked_ && session_ != nullptr) {
      if (!session_->drain(output_, output_limit_bytes)) return shut("HTTP/2 failed");
      if (output_.empty()) {
        if (session_->finished()) shut("the connection was closed");
        return;
      }
      const io_outcome put = bytes_->write_some(output_.view());
      if (put.error) return shut("the connection failed: " + put.error.message());
      output_.consume(put.bytes);
      if (!output_.empty()) {
        write_blocked_ = true;
        bytes_->wait_writable();
      }
    }
  }

  void shut(const std::string& reason) noexcept {
    if (closed_) return;
    closed_ = true;
    close_reason_ = reason;
    preface_timer_.disarm();
    goaway_timer_.disarm();
    flush_.unlink();
    residence_.unlink();
    bytes_->close();
    if (session_ != nullptr) {
      session_->take_back(output_.size());
      session_->lose(reason);
    }
    if (!owner_link_dead_) home_.make_ready(farewell_);
  }

  void leave() noexcept { owner_->on_closed(*this); }
  void evict() noexcept {
    shut("the executor ended");
    farewell_.unlink();
    owner_->on_closed(*this);
  }
  void warned_long_enough() noexcept { session_->go_away_now(); }
  void preface_missing() noexcept { shut("the client did not speak in time"); }

  runtime::executor& home_;
  byte_span scratch_;
  std::unique_ptr<byte_stream> bytes_;
  http::role side_;
  http::limits limits_;
  connection_owner* owner_;

  bool closed_ = false;
  bool owner_link_dead_ = false;
  bool write_blocked_ = false;
  bool heard_ = false;  // anything, as a client
  std::string close_reason_;
  buffer first_;   // what came before it was clear what the peer speaks
  buffer output_;  // what the session said and the socket has not taken yet

  member_callback<runtime::work, connection, &connection::write_out> flush_{*this};
  member_callback<runtime::work, connection, &connection::leave> farewell_{*this};
  member_callback<runtime::resident, connection, &connection::evict> residence_{*this};
  member_callback<runtime::timer, connection, &connection::preface_missing> preface_timer_{*this};
  member_callback<runtime::timer, connection, &connection::warned_long_enough> goaway_timer_{*this};
  std::unique_ptr<http::session> session_;
};

}  // namespace tern::transport
