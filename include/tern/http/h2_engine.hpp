// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include <nghttp2/nghttp2.h>

#include <tern/http/h2_memory.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/session.hpp>

namespace tern::http {

/// A session of nghttp2.
using h2_engine = std::unique_ptr<nghttp2_session, decltype(&nghttp2_session_del)>;

/// Makes a session that tells its peer `allowed`. It reopens no window by itself.
/// @error throws std::bad_alloc, the only way in which nghttp2 fails here.
[[nodiscard]] inline h2_engine open_h2_engine(role side, const limits& allowed,
                                              const nghttp2_session_callbacks* callbacks,
                                              void* user) {
  const auto check = [](int outcome) {
    if (outcome != 0) throw std::bad_alloc();
  };

  nghttp2_option* raw_option = nullptr;
  check(nghttp2_option_new(&raw_option));
  const std::unique_ptr<nghttp2_option, decltype(&nghttp2_option_del)> option{raw_option,
                                                                              nghttp2_option_del};
  nghttp2_option_set_no_auto_window_update(raw_option, 1);
  // Closed streams are kept for the priorities of RFC 7540, which gRPC peers do not use.
  nghttp2_option_set_no_closed_streams(raw_option, 1);
  nghttp2_option_set_max_send_header_block_length(raw_option, allowed.sent_header_list_max_bytes);
  nghttp2_option_set_max_continuations(raw_option, allowed.continuations_max_count);
  nghttp2_option_set_max_settings(raw_option, allowed.settings_max_count);
  nghttp2_option_set_max_outbound_ack(raw_option, allowed.unsent_answers_max_count);
  // What HTTP asks of the fields is asked by h2_head_reader, and of the body by the stream.
  nghttp2_option_set_no_http_messaging(raw_option, 1);
  // Resets are counted by h2_gate, with a limit of ours, a text and respect for clients that have
  // more of them because they do more: what is set here is never reached.
  constexpr std::uint64_t without_limit = std::uint64_t{1} << 62;
  nghttp2_option_set_stream_reset_rate_limit(raw_option, without_limit, without_limit);

  nghttp2_mem memory = h2_memory();
  nghttp2_session* raw_engine = nullptr;
  check(side == role::server
            ? nghttp2_session_server_new3(&raw_engine, callbacks, user, raw_option, &memory)
            : nghttp2_session_client_new3(&raw_engine, callbacks, user, raw_option, &memory));
  h2_engine engine{raw_engine, nghttp2_session_del};

  const std::array<nghttp2_settings_entry, 4> settings{{
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, allowed.stream_window_bytes},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, allowed.header_list_max_bytes},
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, allowed.concurrent_streams_max_count},
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
  }};
  // Only a client says whether it takes pushed streams. @source RFC 9113, section 6.5.2
  const std::size_t count = side == role::client ? settings.size() : settings.size() - 1;
  check(nghttp2_submit_settings(raw_engine, NGHTTP2_FLAG_NONE, settings.data(), count));
  check(nghttp2_session_set_local_window_size(
      raw_engine, NGHTTP2_FLAG_NONE, 0,
      static_cast<std::int32_t>(allowed.connection_window_bytes)));
  return engine;
}

}  // namespace tern::http
