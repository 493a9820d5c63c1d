// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <type_traits>

#include <tern/reflect/check.hpp>
#include <tern/reflect/entry_macro.hpp>
#include <tern/reflect/field.hpp>
#include <tern/reflect/tag.hpp>
#include <tern/reflect/type_name.hpp>

/// Describes a struct as a Protobuf message, from outside, in the namespace of the struct.
///
///     TERN_MESSAGE(Person, "example.v1.Person",        // the name: by default the C++ name
///                  (1, name), (2, mail, "e_mail"),     // number, member, wire name and options
///                  (3, delta, tern::sint),
///                  (oneof, contact, (4, phone), (5, letters, tern::bytes)),
///                  (reserved, 6, 9),
///                  (unknown, rest))                    // a tern::unknown_fields
///
/// The struct stays what it was. At most 256 entries; a oneof is one of them and has at most 64
/// alternatives.
#define TERN_MESSAGE(Type, ...)                                                      \
  TERN_ALLOW_OFFSETOF_BEGIN                                                          \
  template <class TernVisit>                                                         \
  constexpr auto tern_message(::tern::reflect::tag<Type>, TernVisit tern_visit) {    \
    using tern_self [[maybe_unused]] = Type;                                         \
    using tern_self_again [[maybe_unused]] =                                         \
        typename ::tern::reflect::dependent<Type, TernVisit>::type;                  \
    return tern_visit(::tern::reflect::begin {} TERN_EACH(TERN_ENTRY, __VA_ARGS__)); \
  }                                                                                  \
  TERN_ALLOW_OFFSETOF_END                                                            \
  [[maybe_unused]] constexpr ::tern::reflect::message_mark tern_is_message(          \
      ::tern::reflect::tag<Type>) {                                                  \
    return {};                                                                       \
  }                                                                                  \
  static_assert(::tern::reflect::checked_message<Type>);

// Compilers warn where the standard leaves offsetof to them: of structs with a base, or with a
// std::variant. Those that tern needs give the offset of any member but that of a virtual base.
#define TERN_ALLOW_OFFSETOF_BEGIN \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Winvalid-offsetof\"")
#define TERN_ALLOW_OFFSETOF_END _Pragma("GCC diagnostic pop")

namespace tern::reflect {

struct message_mark {};

/// A type that TERN_MESSAGE describes.
template <class M>
concept message = requires { tern_is_message(tag<M>{}); };

/// The entries of a message as types: field, oneof, unknown, reserved, given_name. There are none
/// if the description has an error, which the compiler has then shown already.
template <message M>
using entries_of = detail::list_or_none<decltype(tern_message(tag<M>{}, detail::to_types{}))>::type;

/// Those of the entries that stand for a member: field, oneof, unknown.
template <message M>
using members_of = decltype(detail::only_members(entries_of<M>{}));

/// The full Protobuf name: what the macro was given, or the C++ name with dots.
template <message M>
[[nodiscard]] constexpr std::string_view message_name() {
  using description = decltype(tern_message(tag<M>{}, detail::to_types{}));
  if constexpr (std::is_void_v<description>) {
    return {};
  } else if constexpr (detail::has_given_name(description{})) {
    constexpr const char* given = tern_message(tag<M>{}, detail::to_given_name{});
    if constexpr (given != nullptr) {
      return given;
    } else {
      return type_name<M>();
    }
  } else {
    return type_name<M>();
  }
}

}  // namespace tern::reflect
