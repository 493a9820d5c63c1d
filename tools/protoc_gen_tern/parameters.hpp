// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <tern/base/result.hpp>

namespace protoc_gen_tern {

/// What stands before the colon of `--tern_out=…:directory`.
struct parameters {
  /// Which messages keep the fields that they do not know.
  enum class keep { none, extendable, all };

  keep unknown_fields = keep::extendable;
  bool services = true;              ///< whether services become contracts
  std::string suffix = ".tern.hpp";  ///< what a header's name has instead of `.proto`
};

namespace detail {

inline tern::result<void> set_parameter(parameters& all, std::string_view key,
                                        std::string_view value) {
  using keep = parameters::keep;
  if (key == "unknown_fields" && value == "none") {
    all.unknown_fields = keep::none;
  } else if (key == "unknown_fields" && value == "extendable") {
    all.unknown_fields = keep::extendable;
  } else if (key == "unknown_fields" && value == "all") {
    all.unknown_fields = keep::all;
  } else if (key == "services" && (value == "true" || value == "false")) {
    all.services = value == "true";
  } else if (key == "suffix" && value.starts_with('.') && value.find('/') == value.npos) {
    all.suffix = value;
  } else {
    return tern::status{
        tern::code::invalid_argument,
        "unknown parameter \"" + std::string{key} + "=" + std::string{value} +
            "\": there are unknown_fields=none|extendable|all, services=true|false and "
            "suffix=.text"};
  }
  return {};
}

}  // namespace detail

/// @error invalid_argument for what is no parameter.
[[nodiscard]] inline tern::result<parameters> parse_parameters(std::string_view text) {
  parameters all;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    if (item.empty()) continue;
    const std::size_t equals = std::min(item.find('='), item.size());
    const auto set = detail::set_parameter(all, item.substr(0, equals),
                                           item.substr(std::min(equals + 1, item.size())));
    if (!set) return set.status();
  }
  return all;
}

}  // namespace protoc_gen_tern
