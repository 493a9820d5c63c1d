// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "contract.hpp"

namespace conformance {

/// When a client under test is to cancel its call.
struct cancellation {
  bool before_close_send = false;  ///< in place of closing the stream of requests
  std::optional<std::uint32_t> after_close_send_ms{};
  std::optional<std::uint32_t> after_num_responses{};
};

[[nodiscard]] inline cancellation cancellation_of(const ClientCompatRequest& wanted) {
  using timing = ClientCompatRequest::Cancel::cancel_timing_case;
  if (!wanted.cancel) return {};
  const auto& when = wanted.cancel->cancel_timing;
  switch (when.index()) {
    case timing::before_close_send:
      return {.before_close_send = true};
    case timing::after_num_responses:
      return {.after_num_responses = std::get<timing::after_num_responses>(when)};
    case timing::after_close_send_ms:
      return {.after_close_send_ms = std::get<timing::after_close_send_ms>(when)};
    default:
      return {.after_close_send_ms = 0};
  }
}

}  // namespace conformance
