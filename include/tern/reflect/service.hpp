// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include <tern/reflect/entries.hpp>
#include <tern/reflect/http_rule.hpp>
#include <tern/reflect/method_macro.hpp>
#include <tern/reflect/method_options.hpp>
#include <tern/reflect/path_template.hpp>
#include <tern/reflect/type_name.hpp>

/// Describes a struct of member functions as a Protobuf service, in the namespace of the struct.
///
///     TERN_SERVICE(Watcher, ("example.v1.Watch"),      // the name: by default the C++ name
///                  Watch, (stop_all, "StopAll"))       // methods, or method and wire name
///
/// The name stands in parentheses, because the preprocessor cannot tell a string from the name of
/// a method. The functions are declared and never defined. At most 256 entries.
#define TERN_SERVICE(Type, ...)                                                       \
  template <class TernVisit>                                                          \
  constexpr auto tern_service(::tern::reflect::tag<Type>, TernVisit tern_visit) {     \
    using tern_self [[maybe_unused]] = Type;                                          \
    return tern_visit(::tern::reflect::begin {} TERN_EACH(TERN_METHOD, __VA_ARGS__)); \
  }                                                                                   \
  template <template <auto> class TernMethod, class TernArgument>                     \
  auto tern_service_stub(::tern::reflect::tag<Type>) {                                \
    using tern_self [[maybe_unused]] = Type;                                          \
    struct tern_stub : ::tern::reflect::stub_base {                                   \
      explicit tern_stub([[maybe_unused]] TernArgument& tern_argument)                \
          : ::tern::reflect::stub_base {}                                             \
      TERN_EACH(TERN_STUB_INITIALIZER, __VA_ARGS__) {}                                \
      TERN_EACH(TERN_STUB_MEMBER, __VA_ARGS__)                                        \
    };                                                                                \
    return ::tern::reflect::type_list<tern_stub>{};                                   \
  }                                                                                   \
  [[maybe_unused]] constexpr ::tern::reflect::service_mark tern_is_service(           \
      ::tern::reflect::tag<Type>) {                                                   \
    return {};                                                                        \
  }                                                                                   \
  static_assert(::tern::reflect::checked_service<Type>);

namespace tern::reflect {

/// A method of a contract: the member function and, as types, its options. The wire name and the
/// rules are values. `Call{}(object, arguments...)` calls the member function of that name of any
/// object, and does not exist where the object has none that takes the arguments.
template <auto Pointer, class Call, class Options = option_list<>>
struct method {
  using call = Call;
  using options = Options;

  const char* name;
  std::array<http_rule, detail::rule_count<Options>> rules{};
};

struct service_mark {};

/// What every stub begins with, so that the first method follows a comma like all others.
struct stub_base {};

namespace detail {

// Calls with every method and nothing else.
template <class F>
struct to_methods {
  F& f;

  template <class... Entries>
  constexpr void operator()(begin, Entries... entries) const {
    (take(entries), ...);
  }

 private:
  template <auto Pointer, class Call, class Options>
  constexpr void take(const method<Pointer, Call, Options>& entry) const {
    f.template operator()<Pointer, Call>(std::string_view{entry.name});
  }
  constexpr void take(const given_name&) const {}
};

template <auto Pointer>
struct constant {};

// The wire name of the method with that pointer.
template <auto Pointer>
struct to_method_name {
  template <class... Entries>
  constexpr const char* operator()(begin, Entries... entries) const {
    const char* name = nullptr;
    (take(name, entries), ...);
    return name;
  }

 private:
  template <auto Other, class Call, class Options>
  static constexpr void take(const char*& name, const method<Other, Call, Options>& entry) {
    if constexpr (std::is_same_v<constant<Pointer>, constant<Other>>) name = entry.name;
  }
  static constexpr void take(const char*&, const given_name&) {}
};

// Whether the method with that pointer has an option.
template <auto Pointer, class Option>
struct to_method_option {
  template <class... Entries>
  constexpr bool operator()(begin, Entries... entries) const {
    return (take(entries) || ...);
  }

 private:
  template <auto Other, class Call, class Options>
  static constexpr bool take(const method<Other, Call, Options>&) {
    return std::is_same_v<constant<Pointer>, constant<Other>> && has_option<Options, Option>;
  }
  static constexpr bool take(const given_name&) { return false; }
};

// The rules of the method with that pointer: how many there are, and which.
template <auto Pointer>
struct to_rule_count {
  template <class... Entries>
  constexpr std::size_t operator()(begin, Entries... entries) const {
    return (take(entries) + ... + 0);
  }

 private:
  template <auto Other, class Call, class Options>
  static constexpr std::size_t take(const method<Other, Call, Options>&) {
    return std::is_same_v<constant<Pointer>, constant<Other>> ? rule_count<Options> : 0;
  }
  static constexpr std::size_t take(const given_name&) { return 0; }
};

template <auto Pointer, std::size_t Count>
struct to_rules {
  template <class... Entries>
  constexpr std::array<http_rule, Count> operator()(begin, Entries... entries) const {
    std::array<http_rule, Count> rules{};
    (take(rules, entries), ...);
    return rules;
  }

 private:
  template <auto Other, class Call, class Options>
  static constexpr void take(std::array<http_rule, Count>& rules,
                             const method<Other, Call, Options>& entry) {
    if constexpr (std::is_same_v<constant<Pointer>, constant<Other>>) rules = entry.rules;
  }
  static constexpr void take(std::array<http_rule, Count>&, const given_name&) {}
};

// The first mistake in a path of a rule.
struct to_template_mistake {
  template <class... Entries>
  constexpr template_mistake operator()(begin, Entries... entries) const {
    template_mistake first = template_mistake::none;
    (take(first, entries), ...);
    return first;
  }

 private:
  template <auto Pointer, class Call, class Options>
  static constexpr void take(template_mistake& first, const method<Pointer, Call, Options>& entry) {
    for (const http_rule& rule : entry.rules) {
      if (first == template_mistake::none) first = check_path_template(rule.path);
    }
  }
  static constexpr void take(template_mistake&, const given_name&) {}
};

template <class T, template_mistake Found>
consteval bool check_templates() {
  using enum template_mistake;
  static_assert(Found != no_slash, "TERN_SERVICE: the path of an HTTP rule begins with a slash");
  static_assert(Found != empty_segment,
                "TERN_SERVICE: the path of an HTTP rule has an empty segment: two slashes in a "
                "row, or one at the end");
  static_assert(Found != bad_literal,
                "TERN_SERVICE: the path of an HTTP rule has a character that a path does not have: "
                "letters, digits, -._~!$&'()+,;=@ and %XX");
  static_assert(Found != late_segment,
                "TERN_SERVICE: ** stands for all that follows, so it is the last segment in the "
                "path of an HTTP rule");
  static_assert(Found != open_variable,
                "TERN_SERVICE: a variable in the path of an HTTP rule lacks its { or its }");
  static_assert(Found != nested_variable,
                "TERN_SERVICE: a variable in the path of an HTTP rule contains another one");
  static_assert(Found != bad_field_path,
                "TERN_SERVICE: a variable in the path of an HTTP rule is {field}, {field.inner} or "
                "{field=segments}");
  static_assert(Found != bad_verb,
                "TERN_SERVICE: behind the : at the end of the path of an HTTP rule stands a verb");
  static_assert(Found != trailing_variable,
                "TERN_SERVICE: a variable in the path of an HTTP rule is a whole segment");
  return true;
}

template <class Function>
struct contract_of;
template <class S, class Function>
struct contract_of<Function S::*> {
  using type = S;
};

template <class List>
struct first_type;
template <class First>
struct first_type<type_list<First>> {
  using type = First;
};

template <class T, class... Entries>
consteval bool check_service(type_list<Entries...>) {
  static_assert(!(std::is_same_v<Entries, too_many> || ...),
                "TERN_SERVICE: a service has at most 256 entries");
  static_assert((std::is_same_v<Entries, given_name> + ... + 0) <= 1,
                "TERN_SERVICE: a service has one full name");
  return true;
}

}  // namespace detail

/// True; what a description must not be is a static_assert on the way there. One that did not
/// compile has been complained about already.
template <class S>
inline constexpr bool checked_service = []<class Self>(tag<Self>) {
  if constexpr (requires { tern_service(tag<Self>{}, detail::to_types{}); }) {
    using list = decltype(tern_service(tag<Self>{}, detail::to_types{}));
    if constexpr (!std::is_void_v<list>) {
      constexpr auto mistake = tern_service(tag<Self>{}, detail::to_template_mistake{});
      return detail::check_service<Self>(list{}) && detail::check_templates<Self, mistake>();
    }
  }
  return true;
}(tag<S>{});

/// A type that TERN_SERVICE describes.
template <class S>
concept described_service = requires { tern_is_service(tag<S>{}); };

/// The full Protobuf name: what the macro was given, or the C++ name with dots.
template <described_service S>
[[nodiscard]] constexpr std::string_view service_name() {
  constexpr const char* given = tern_service(tag<S>{}, detail::to_given_name{});
  if constexpr (given == nullptr) {
    return type_name<S>();
  } else {
    return given;
  }
}

/// Calls `f.template operator()<&S::Method, Call>(std::string_view wire_name)` for every method, in
/// the order of the macro. `Call{}(object, arguments...)` is `object.Method(arguments...)`.
template <described_service S, class F>
constexpr void for_each_method(F&& f) {
  tern_service(tag<S>{}, detail::to_methods<std::remove_reference_t<F>>{f});
}

/// The wire name of a method: `method_name<&Greeter::SayHello>()`.
template <auto Pointer>
[[nodiscard]] constexpr std::string_view method_name() {
  using contract = detail::contract_of<decltype(Pointer)>::type;
  constexpr const char* name = tern_service(tag<contract>{}, detail::to_method_name<Pointer>{});
  static_assert(name != nullptr, "tern: TERN_SERVICE does not list this method");
  return name;
}

/// Whether the contract says that a method has no side effects.
template <auto Pointer>
inline constexpr bool has_no_side_effects =
    tern_service(tag<typename detail::contract_of<decltype(Pointer)>::type>{},
                 detail::to_method_option<Pointer, no_side_effects_option>{});

/// How a method is called with plain HTTP, in the order of the contract.
template <auto Pointer>
inline constexpr auto http_rules = [] {
  using contract = detail::contract_of<decltype(Pointer)>::type;
  constexpr auto count = tern_service(tag<contract>{}, detail::to_rule_count<Pointer>{});
  return tern_service(tag<contract>{}, detail::to_rules<Pointer, count>{});
}();

/// The contract that a method belongs to.
template <auto Pointer>
using contract_of = detail::contract_of<decltype(Pointer)>::type;

/// A struct with one data member for each method, named like it, of type `Method<&S::Name>` and
/// constructed from the stub's only argument, an `Argument&`.
template <described_service S, template <auto> class Method, class Argument>
using service_stub =
    detail::first_type<decltype(tern_service_stub<Method, Argument>(tag<S>{}))>::type;

}  // namespace tern::reflect
