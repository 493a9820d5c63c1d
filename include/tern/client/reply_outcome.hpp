// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/result.hpp>
#include <tern/http/stream.hpp>
#include <tern/protocol/message_reader.hpp>
#include <tern/protocol/protocol.hpp>

namespace tern::client_side {

/// How a call ends whose response has header fields that nobody may keep.
[[nodiscard]] inline status fields_too_large() {
  return {code::resource_exhausted,
          "the header fields of the response are larger than header_list_max_bytes"};
}

/// What the server said of how the call ended.
[[nodiscard]] inline protocol::outcome outcome_of(const http::stream& response,
                                                  const protocol::protocol& speaks) {
  if (response.header_list_too_large()) return {fields_too_large(), {}};
  return speaks.read_outcome(response.received_head(), response.received_trailers());
}

/// What comes after the last reply of a call that ended with `outcome`.
[[nodiscard]] inline result<protocol::message_reader::message> end_of(const status& outcome) {
  if (!outcome.ok()) return outcome;
  return protocol::message_reader::message{};
}

/// How a call that has one reply ended, of which `read` is what the reader says and `said` what the
/// server does: if it failed it sends no reply, and its status says more than that.
[[nodiscard]] inline status outcome_of_sole(const http::stream& response,
                                            const result<protocol::message_reader::message>& read,
                                            const status& said) {
  if (!response.received_end()) {
    return read ? status{code::internal, "the reply has no end"} : read.status();
  }
  return !said.ok() || read ? said : read.status();
}

}  // namespace tern::client_side
