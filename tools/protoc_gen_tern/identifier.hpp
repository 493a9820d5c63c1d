// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "posix_macros.hpp"

namespace protoc_gen_tern {

/// What no name of a `.proto` file may be called in C++, besides posix_macros.
/// @source ISO C++20 [lex.key], [lex.digraph]
// clang-format off
inline constexpr auto reserved_words = [] {
  std::array words = std::to_array<std::string_view>({
      // keywords and alternative tokens
      "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
      "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return",
      "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
      "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
      "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline",
      "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
      "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
      "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
      "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
      "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t",
      "while", "xor", "xor_eq",
      // macros with parameters, of older C libraries, of compilers
      "DOMAIN", "FALSE", "HUGE", "NDEBUG", "OVERFLOW", "PLOSS", "SING", "TLOSS", "TRUE",
      "UNDERFLOW", "assert", "i386", "linux", "major", "makedev", "minor", "offsetof", "setjmp",
      "unix", "va_arg", "va_copy", "va_end", "va_start",
      // what a contract names
      "std", "tern",
  });
  std::ranges::sort(words);
  return words;
}();
// clang-format on

[[nodiscard]] constexpr bool is_reserved_word(std::string_view name) {
  return std::ranges::binary_search(reserved_words, name) ||
         std::ranges::binary_search(posix_macros, name);
}

/// The C++ identifier for a name of a `.proto` file: the name itself, or with an underscore behind.
[[nodiscard]] inline std::string identifier(std::string_view name) {
  std::string text{name};
  if (is_reserved_word(name)) text.push_back('_');
  return text;
}

/// The names of one scope, no two alike.
class name_scope {
 public:
  /// The identifier for a name; behind it as many underscores as make it the only one.
  std::string add(std::string_view name) {
    std::string text = identifier(name);
    while (!names_.insert(text).second) text.push_back('_');
    return text;
  }

  [[nodiscard]] bool contains(const std::string& name) const { return names_.contains(name); }

 private:
  std::set<std::string> names_;
};

}  // namespace protoc_gen_tern
