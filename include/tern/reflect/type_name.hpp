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
// "hello.Request": an anonymous namespace has no name to put on the wire. With pointers alone,
// because the compiler does this for each type, and each step of it counts.
constexpr void write_dotted(const char* at, const char* end, char* to, std::size_t& size,
                            bool& valid) {
  while (at != end) {
    const char c = *at;
    if (('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || ('A' <= c && c <= 'Z') || c == '_') {
      to[size++] = c;
      ++at;
    } else if (c == ':' && end - at > 1 && at[1] == ':') {
      to[size++] = '.';
      at += 2;
    } else {
      const std::string_view rest{at, static_cast<std::size_t>(end - at)};
      std::size_t skipped = 0;
      for (const std::string_view anonymous : {"(anonymous namespace)::", "{anonymous}::"})
        if (rest.starts_with(anonymous)) skipped = anonymous.size();
      if (skipped == 0) {
        valid = false;
        return;
      }
      at += skipped;
    }
  }
}

template <class T>
consteval auto make_dotted_name() {
  constexpr std::string_view raw = raw_type_name<T>();
  dotted_name<raw.size()> name;
  write_dotted(raw.data(), raw.data() + raw.size(), name.text.data(), name.size, name.valid);
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
