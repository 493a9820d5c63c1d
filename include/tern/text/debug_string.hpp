// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/schema/make_message.hpp>
#include <tern/text/printer.hpp>

namespace tern::text {

/// A message for people's eyes, in Protobuf's text format:
///
///     name: "tea"
///     lots {
///       weight: 1.5
///       password: [REDACTED]
///     }
///
/// The same message gives the same text, whatever the order in its maps. Values of fields marked
/// tern::sensitive and of unknown fields do not appear. It is not made to be read back.
template <reflect::message M>
[[nodiscard]] std::string debug_string(const M& message, const print_options& options = {}) {
  std::string out;
  printer{out, options}.print(schema::message_info_of<M>(), &message);
  return out;
}

}  // namespace tern::text
