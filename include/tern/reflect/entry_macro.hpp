// SPDX-License-Identifier: MIT
#pragma once

#include <tern/reflect/for_each_macro.hpp>

/// What one entry of TERN_MESSAGE becomes: a comma and an object of field.hpp. Nothing here is for
/// users.
///
/// The bare words `oneof`, `reserved` and `unknown` are recognised by pasting them: TERN_WORD_oneof
/// is a macro that brings a second argument, TERN_WORD_7 is not.

// clang-format off
#define TERN_SECOND(a, b, ...) b
#define TERN_SECOND_OF(...) TERN_SECOND(__VA_ARGS__)
#define TERN_PAREN_PROBE(...) _, PAREN
#define TERN_IS_PAREN(a) TERN_SECOND_OF(TERN_PAREN_PROBE a, BARE, _)

#define TERN_WORD_oneof _, TERN_ONEOF
#define TERN_WORD_reserved _, TERN_RESERVED
#define TERN_WORD_unknown _, TERN_UNKNOWN

#define TERN_OPTIONS(...) __VA_OPT__(, decltype(::tern::reflect::make_option_list(__VA_ARGS__)))
#define TERN_OFFSET(member) __builtin_offsetof(tern_self_again, member)
#define TERN_TEXTS(...) ::tern::reflect::detail::texts_of(__VA_ARGS__)
#define TERN_TOO_MANY , ::tern::reflect::too_many {}

#define TERN_ENTRY(a) TERN_CAT(TERN_ENTRY_, TERN_IS_PAREN(a)) a
#define TERN_ENTRY_BARE , ::tern::reflect::given_name{nullptr} =
#define TERN_ENTRY_PAREN(first, ...) TERN_SECOND_OF(TERN_WORD_##first, TERN_FIELD, _)(first, __VA_ARGS__)

#define TERN_FIELD(number, member, ...) , ::tern::reflect::make_field<&tern_self::member, number TERN_OPTIONS(__VA_ARGS__)>(TERN_OFFSET(member), TERN_TEXTS(#member __VA_OPT__(,) __VA_ARGS__))
#define TERN_ONEOF(word, member, ...) , ::tern::reflect::make_oneof<&tern_self::member>(TERN_OFFSET(member), #member TERN_EACH_NESTED(TERN_ALTERNATIVE, __VA_ARGS__))
#define TERN_ALTERNATIVE(a) TERN_ALTERNATIVE_OF a
#define TERN_ALTERNATIVE_OF(number, name, ...) , ::tern::reflect::alternative<number TERN_OPTIONS(__VA_ARGS__)>{TERN_TEXTS(#name __VA_OPT__(,) __VA_ARGS__)}
#define TERN_RESERVED(word, ...) , ::tern::reflect::reserved<__VA_ARGS__> {}
#define TERN_UNKNOWN(word, member) , ::tern::reflect::make_unknown<&tern_self::member>(TERN_OFFSET(member))
// clang-format on
