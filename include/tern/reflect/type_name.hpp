// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tern::reflect {
namespace detail {

template <class T>
consteval std::string_view pretty_function() {
  return __PRETTY_FUNCTION__;
}

// The text around the type is the same for all types: measured on one whose name is known.
inline constexpr std::size_t name_prefix = pretty_function<int>().find("int");
inline constexpr std::size_t name_suffix =
    pretty_function<int>().size() - name_prefix - std::string_view{"int"}.size();

// GCC appends what its aliases stand for after a semicolon.
template <class T>
consteval std::string_view raw_type_name() {
  std::string_view text = pretty_function<T>();
  text.remove_prefix(name_prefix);
  text.remove_suffix(name_suffix);
  return text.substr(0, text.find(';'));
}

template <std::size_t Capacity>
struct dotted_name {
  std::array<char, Capacity + 1> text{};
  std::size_t size = 0;
  bool valid = true;
};

// "hello::(anonymous namespace)::Request" (Clang) and "hello::{anonymous}::Request" (GCC) become
// "hello.Request": an anonymous namespace has no name to put on the wire.
template <class T>
consteval auto make_dotted_name() {
  constexpr std::string_view raw = raw_type_name<T>();
  dotted_name<raw.size()> name;
  for (std::size_t i = 0; i < raw.size();) {
    const std::string_view rest = raw.substr(i);
    constexpr std::string_view anonymous[] = {"(anonymous namespace)::", "{anonymous}::"};
    if (rest.starts_with(anonymous[0])) {
      i += anonymous[0].size();
    } else if (rest.starts_with(anonymous[1])) {
      i += anonymous[1].size();
    } else if (rest.starts_with("::")) {
      name.text[name.size++] = '.';
      i += 2;
    } else {
      const char c = rest.front();
      name.valid = name.valid && (('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
                                  ('0' <= c && c <= '9') || c == '_');
      name.text[name.size++] = c;
      ++i;
    }
  }
  return name;
}

template <class T>
inline constexpr auto dotted_name_of = make_dotted_name<T>();

}  // namespace detail

/// The qualified C++ name of a type as Protobuf writes it: `hello::v1::Request` is
/// `hello.v1.Request`.
///
/// Anonymous namespaces are left out. Inline namespaces appear in the name with GCC and not with
/// Clang: give such a type its name in words.
template <class T>
[[nodiscard]] consteval std::string_view type_name() {
  static_assert(detail::dotted_name_of<T>.valid,
                "tern: this type's C++ name is no protobuf name (a template, or local to a "
                "function): put its full protobuf name after the type in the macro");
  return {detail::dotted_name_of<T>.text.data(), detail::dotted_name_of<T>.size};
}

}  // namespace tern::reflect
