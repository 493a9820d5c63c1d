// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <nghttp2/nghttp2.h>

#include <tern/http/error.hpp>
#include <tern/http/h2_fields.hpp>
#include <tern/http/h2_pings.hpp>
#include <tern/http/ping_strikes.hpp>
#include <tern/http/session.hpp>

namespace tern::http {

/// Why this side ends a connection: the code and the text of its GOAWAY.
struct h2_offence {
  error_code code;
  std::string text;
};

/// How a connection ends: what this side says with GOAWAY, and what the peer has said.
///
///     server:  warn() ---- GOAWAY(2^31-1), PING ----> a round trip ---- end(): GOAWAY(last) --->
///     client:  warn() ---- GOAWAY(0) --->
///
/// @source RFC 9113, section 6.8
class h2_goaway {
 public:
  h2_goaway(nghttp2_session* engine, role side) noexcept : engine_(engine), side_(side) {}

  /// Takes nothing new from now on. A server gives its peer a round trip to hear of it, so that
  /// requests under way are not lost. `why` is for people.
  /// @returns an error of nghttp2.
  int warn(std::string_view why) {
    if (std::exchange(warned_, true)) return 0;
    why_ = why;
    if (side_ == role::client) return send(0, error_code::no_error, why);
    return nghttp2_submit_shutdown_notice(engine_);
  }

  /// A GOAWAY has left. The PING of warn() leaves after it and no earlier, where nghttp2 would send
  /// it: its answer has to say that the warning was read.
  int said(const nghttp2_goaway& frame) {
    const bool was_warning = frame.last_stream_id == no_last_stream;
    return was_warning && !ended_ ? submit(engine_, h2_ping::farewell) : 0;
  }

  /// Ends the round trip, if it has not ended.
  int end() {
    if (side_ == role::client || std::exchange(ended_, true)) return 0;
    warned_ = true;
    return send(nghttp2_session_get_last_proc_stream_id(engine_), error_code::no_error, why_);
  }

  /// The peer has answered the PING of warn().
  int answered() { return warned_ ? end() : 0; }

  /// Takes nothing new from now on, for what the peer has done; what runs may end. A peer that
  /// needs to be told twice is given up.
  int turn_away(const h2_offence& why) {
    if (std::exchange(turned_away_, true)) return give_up(why);
    warned_ = ended_ = true;
    return send(nghttp2_session_get_last_proc_stream_id(engine_), why.code, why.text);
  }

  /// Ends the connection for what the peer has done.
  int give_up(const h2_offence& why) {
    if (std::exchange(gave_up_, true)) return 0;
    return send(nghttp2_session_get_last_proc_stream_id(engine_), why.code, why.text);
  }
  [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }

  /// Whether what runs ends with this GOAWAY, which this side or nghttp2 has sent.
  [[nodiscard]] bool ends_all(const nghttp2_goaway& frame) const noexcept {
    return frame.error_code != NGHTTP2_NO_ERROR && (gave_up_ || !turned_away_);
  }

  /// Whether a stream that a client opens now is still served. nghttp2 goes on to take new ones as
  /// long as the GOAWAY waits to be sent.
  /// @source RFC 9113, section 8.7: "MUST NOT indicate that a stream has not been processed unless"
  [[nodiscard]] bool serves(std::int32_t stream) const noexcept { return stream <= last_served_; }

  /// Whether warn() or end() was called.
  [[nodiscard]] bool warned() const noexcept { return warned_; }

  /// The peer says that it goes away.
  void hear(const nghttp2_goaway& frame) {
    peer_text_ = frame.error_code == NGHTTP2_NO_ERROR ? "" : "GOAWAY with " + words_of(frame);
    const std::string_view words{reinterpret_cast<const char*>(frame.opaque_data),
                                 frame.opaque_data_len};
    peer_counts_pings_ = frame.error_code == NGHTTP2_ENHANCE_YOUR_CALM && words == too_many_pings;
  }

  /// What was wrong as the peer went away, for people; empty if it did not, or nothing was.
  [[nodiscard]] const std::string& peer_text() const noexcept { return peer_text_; }

  /// Whether the peer goes away because of too many PINGs. @source gRPC proposal A8
  [[nodiscard]] bool peer_counts_pings() const noexcept { return peer_counts_pings_; }

 private:
  // @source RFC 9113, section 6.8: "2^31-1 and a NO_ERROR code" warn of what is to come
  static constexpr std::int32_t no_last_stream = 0x7fffffff;

  int send(std::int32_t last_stream, error_code code, std::string_view text) {
    last_served_ = last_stream;
    return nghttp2_submit_goaway(engine_, NGHTTP2_FLAG_NONE, last_stream,
                                 static_cast<std::uint32_t>(code),
                                 reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  }

  nghttp2_session* engine_;
  role side_;
  std::int32_t last_served_ = no_last_stream;
  bool warned_ = false;  // the peer was
  bool ended_ = false;   // and knows the last stream that is served
  bool turned_away_ = false;
  bool gave_up_ = false;  // an error was said
  bool peer_counts_pings_ = false;
  std::string why_;
  std::string peer_text_;
};

}  // namespace tern::http
