// SPDX-License-Identifier: MIT
#pragma once

// Metadata and statuses as the messages of the suite.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/base64.hpp>
#include <tern/base/status.hpp>
#include <tern/rpc/metadata.hpp>

#include "contract.hpp"

namespace conformance {

/// What is in `list`, each value by itself; bytes come as base64.
inline void add_headers(tern::rpc::metadata& to, const std::vector<Header>& list) {
  for (const Header& each : list) {
    for (const std::string& value : each.value) {
      if (tern::rpc::is_binary_name(each.name)) {
        to.add(each.name, tern::base64_decode(value).value());
      } else {
        to.add(each.name, value);
      }
    }
  }
}

/// The same list of `from`: a name once, with all its values.
[[nodiscard]] inline std::vector<Header> headers_from(const tern::rpc::metadata& from) {
  std::vector<Header> list;
  for (const tern::name_value one : from) {
    const auto known = [&](const Header& each) { return each.name == one.name; };
    auto at = std::ranges::find_if(list, known);
    if (at == list.end()) at = list.insert(at, Header{.name = std::string{one.name}});
    at->value.push_back(tern::rpc::is_binary_name(one.name)
                            ? tern::base64_encode(tern::as_bytes(one.value))
                            : std::string{one.value});
  }
  return list;
}

[[nodiscard]] inline tern::status status_from(const Error& error) {
  const auto code = tern::code_from_number(static_cast<std::uint32_t>(error.code));
  tern::status failure{code.value_or(tern::code::unknown), error.message.value_or("")};
  for (const auto& each : error.details) failure.add_detail({each.type_url, each.value});
  return failure;
}

[[nodiscard]] inline Error error_from(const tern::status& failure) {
  Error error{.code = static_cast<Code>(failure.code()), .message = failure.message()};
  for (const auto& each : failure.details()) error.details.push_back({each.type_url, each.value});
  return error;
}

}  // namespace conformance
