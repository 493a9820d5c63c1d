// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <tern/base/connection_security.hpp>
#include <tern/base/entity_id.hpp>
#include <tern/base/tally.hpp>

namespace tern {

/// What went over one connection, or over all of a listener.
struct traffic_counters {
  std::uint64_t streams_started = 0;
  std::uint64_t streams_succeeded = 0;  ///< the answer was complete, whatever it said
  std::uint64_t streams_failed = 0;     ///< reset, or lost with the connection
  std::uint64_t messages_received = 0;
  std::uint64_t messages_sent = 0;
  std::uint64_t bytes_received = 0;  ///< of HTTP, before TLS
  std::uint64_t bytes_sent = 0;      ///< the same
  std::uint64_t keepalives_sent = 0;
  std::optional<std::chrono::steady_clock::time_point> last_stream_started{};

  traffic_counters& operator+=(const traffic_counters& more) noexcept {
    streams_started += more.streams_started;
    streams_succeeded += more.streams_succeeded;
    streams_failed += more.streams_failed;
    messages_received += more.messages_received;
    messages_sent += more.messages_sent;
    bytes_received += more.bytes_received;
    bytes_sent += more.bytes_sent;
    keepalives_sent += more.keepalives_sent;
    last_stream_started = std::max(last_stream_started, more.last_stream_started);
    return *this;
  }

  friend bool operator==(const traffic_counters&, const traffic_counters&) = default;
};

/// A connection that is open.
struct connection_counters {
  std::uint64_t id = 0;  ///< of this connection only, in this process
  std::string peer;      ///< the other end: `127.0.0.1:40312`
  std::string local;     ///< the address that the server listens on; empty for a client
  std::chrono::steady_clock::time_point opened{};
  std::shared_ptr<const connection_security> security{};  ///< null without TLS
  traffic_counters traffic{};
};

/// The counts of one connection while it lives, and of calls that outlive it.
/// @thread one writes, any reads.
class connection_tally {
 public:
  /// The other end, for those that serve: `127.0.0.1:40312`. Set before there is a call, and not
  /// changed after that.
  std::string peer;

  tally streams_started;
  tally streams_succeeded;
  tally streams_failed;
  tally messages_received;
  tally messages_sent;
  tally bytes_received;
  tally bytes_sent;
  tally keepalives_sent;
  tally_time last_stream_started;

  const std::uint64_t id = next_entity_id();

  [[nodiscard]] traffic_counters read() const noexcept {
    traffic_counters now;
    now.streams_succeeded = streams_succeeded.get();
    now.streams_failed = streams_failed.get();
    now.streams_started = streams_started.get();
    now.messages_received = messages_received.get();
    now.messages_sent = messages_sent.get();
    now.bytes_received = bytes_received.get();
    now.bytes_sent = bytes_sent.get();
    now.keepalives_sent = keepalives_sent.get();
    now.last_stream_started = last_stream_started.get();
    return now;
  }

 private:
  friend class connection_tally_ptr;
  std::uint32_t owner_count_ = 0;
};

/// A share in a connection_tally. @thread that of the connection.
class connection_tally_ptr {
 public:
  connection_tally_ptr() : connection_tally_ptr(new connection_tally) {}
  connection_tally_ptr(const connection_tally_ptr& other) noexcept
      : connection_tally_ptr(other.shared_) {}
  connection_tally_ptr& operator=(connection_tally_ptr other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~connection_tally_ptr() {
    if (--shared_->owner_count_ == 0) delete shared_;
  }

  [[nodiscard]] connection_tally& operator*() const noexcept { return *shared_; }
  [[nodiscard]] connection_tally* operator->() const noexcept { return shared_; }

 private:
  explicit connection_tally_ptr(connection_tally* shared) noexcept : shared_(shared) {
    ++shared_->owner_count_;
  }

  connection_tally* shared_;
};

}  // namespace tern
