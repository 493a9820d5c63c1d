// SPDX-License-Identifier: MIT
#pragma once

#include <tern/reflect/entry_macro.hpp>

/// What one entry of TERN_SERVICE becomes: for the visitor, and for the client's stub. Nothing here
/// is for users.
///
///     Watch                  -> the method Watch, on the wire "Watch"
///     (stop_all, "StopAll")  -> the method stop_all, on the wire "StopAll"
///     ("example.v1.Watch")   -> the full name of the service: one argument, not two

// clang-format off
#define TERN_METHOD(a) TERN_CAT(TERN_METHOD_, TERN_IS_PAREN(a))(a)
#define TERN_METHOD_BARE(function) , ::tern::reflect::method<&tern_self::function, decltype(TERN_METHOD_CALL(function))>{#function}
#define TERN_METHOD_PAREN(a) TERN_METHOD_PICK a
#define TERN_METHOD_PICK(first, ...) TERN_SECOND_OF(__VA_OPT__(_,) TERN_METHOD_NAMED, TERN_SERVICE_NAME, _)(first __VA_OPT__(,) __VA_ARGS__)
#define TERN_SERVICE_NAME(name) , ::tern::reflect::given_name{name}
#define TERN_METHOD_NAMED(function, ...) , ::tern::reflect::method<&tern_self::function, decltype(TERN_METHOD_CALL(function)) TERN_OPTIONS(__VA_ARGS__)>{TERN_TEXTS(#function, __VA_ARGS__).name, ::tern::reflect::detail::rules_of(__VA_ARGS__)}

#define TERN_METHOD_CALL(function) [](auto& tern_object, auto&&... tern_arguments) -> decltype(tern_object.function(static_cast<decltype(tern_arguments)>(tern_arguments)...)) { return tern_object.function(static_cast<decltype(tern_arguments)>(tern_arguments)...); }

#define TERN_STUB_INITIALIZER(a) TERN_CAT(TERN_STUB_INITIALIZER_, TERN_IS_PAREN(a))(a)
#define TERN_STUB_INITIALIZER_BARE(function) , function(tern_argument)
#define TERN_STUB_INITIALIZER_PAREN(a) TERN_STUB_INITIALIZER_PICK a
#define TERN_STUB_INITIALIZER_PICK(function, ...) __VA_OPT__(TERN_STUB_INITIALIZER_BARE(function))

#define TERN_STUB_MEMBER(a) TERN_CAT(TERN_STUB_MEMBER_, TERN_IS_PAREN(a))(a)
#define TERN_STUB_MEMBER_BARE(function) TernMethod<&tern_self::function> function;
#define TERN_STUB_MEMBER_PAREN(a) TERN_STUB_MEMBER_PICK a
#define TERN_STUB_MEMBER_PICK(function, ...) __VA_OPT__(TERN_STUB_MEMBER_BARE(function))
// clang-format on
