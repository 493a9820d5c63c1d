// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include <tern/reflect/field_options.hpp>

namespace tern::reflect {

/// How a method is called with plain HTTP and JSON, beside its RPC: an option of TERN_SERVICE.
///
///     TERN_SERVICE(Library,
///                  (GetBook, tern::get("/v1/{name=shelves/*/books/*}")),
///                  (AddBook, tern::post("/v1/{shelf=shelves/*}/books").body("book")),
///                  (Archive, tern::post("/v1/{name=shelves/*}:archive").body("*")))
///
/// The path is a template: `*` is one segment, `**` is all that follow, `{field=…}` is a variable
/// whose text becomes that field of the request, and `{field}` is `{field=*}`. Fields that neither
/// the path nor the body says are parameters of the query. A method may have several rules; the
/// others are `additional_bindings` of the first.
/// @source google/api/http.proto, HttpRule
struct http_rule {
  std::string_view method;            ///< of HTTP: GET
  std::string_view path;              ///< the template
  std::string_view body_field{};      ///< `*`: the body is the whole request; empty: there is none
  std::string_view response_field{};  ///< whose value is the body of the answer; empty: all

  /// The field of the request that the body is, or `*`: the body is all that the path is not.
  [[nodiscard]] constexpr http_rule body(std::string_view field) const noexcept {
    return {method, path, field, response_field};
  }

  /// The field of the reply that the body of the answer is.
  [[nodiscard]] constexpr http_rule response_body(std::string_view field) const noexcept {
    return {method, path, body_field, field};
  }

  friend constexpr bool operator==(const http_rule&, const http_rule&) = default;
};

/// Calls come as a GET to a path like this.
[[nodiscard]] constexpr http_rule get(std::string_view path) noexcept {
  return {"GET", path};
}

/// Calls come as a PUT.
[[nodiscard]] constexpr http_rule put(std::string_view path) noexcept {
  return {"PUT", path};
}

/// Calls come as a POST.
[[nodiscard]] constexpr http_rule post(std::string_view path) noexcept {
  return {"POST", path};
}

/// Calls come as a DELETE, which C++ has another meaning for.
[[nodiscard]] constexpr http_rule del(std::string_view path) noexcept {
  return {"DELETE", path};
}

/// Calls come as a PATCH.
[[nodiscard]] constexpr http_rule patch(std::string_view path) noexcept {
  return {"PATCH", path};
}

/// Calls come with another method of HTTP.
[[nodiscard]] constexpr http_rule custom(std::string_view method, std::string_view path) noexcept {
  return {method, path};
}

namespace detail {

template <class List>
inline constexpr std::size_t rule_count = 0;
template <class... Options>
inline constexpr std::size_t rule_count<option_list<Options...>> =
    (std::size_t{std::is_same_v<Options, http_rule>} + ... + 0);

// The rules among the options of a method, in their order.
template <class... Options>
constexpr auto rules_of(const Options&... options) {
  std::array<http_rule, rule_count<option_list<Options...>>> rules{};
  [[maybe_unused]] std::size_t at = 0;
  [[maybe_unused]] const auto take = [&](const auto& option) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(option)>, http_rule>) {
      rules[at++] = option;
    }
  };
  (take(options), ...);
  return rules;
}

}  // namespace detail
}  // namespace tern::reflect
