// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <tern/codec/mapping.hpp>
#include <tern/codec/memory.hpp>
#include <tern/schema/make_value.hpp>
#include <tern/schema/message_info.hpp>

namespace tern::schema {
namespace detail {

template <auto Pointer>
struct pointed_to;
template <class M, class T, T M::* Pointer>
struct pointed_to<Pointer> {
  using type = T;
};

template <class T>
T& as(void* member) {
  return *static_cast<T*>(member);
}
template <class T>
const T& as(const void* member) {
  return *static_cast<const T*>(member);
}

template <class Element, class T>
bool is_absent(const T& value) {
  if constexpr (codec::detail::is_composite<Element>) {
    return Element::composite::size(value) == 0;
  } else {
    return Element::is_default(value);
  }
}

// One element: as it is, in a std::optional, in a pointer.
template <class T, class Options>
constexpr member_access plain_access() {
  member_access access;
  access.find = [](const void* member) -> const void* {
    return is_absent<codec::element<T, Options>>(as<T>(member)) ? nullptr : member;
  };
  access.get = [](const void* member) { return member; };
  access.make = [](void* member) { return member; };
  access.clear = [](void* member) { as<T>(member) = T{}; };
  return access;
}

template <class T>
constexpr member_access optional_access() {
  member_access access;
  access.find = [](const void* member) -> const void* {
    const T& optional = as<T>(member);
    return optional ? std::addressof(*optional) : nullptr;
  };
  access.get = access.find;
  access.make = [](void* member) -> void* {
    T& optional = as<T>(member);
    return std::addressof(optional ? *optional : optional.emplace());
  };
  access.clear = [](void* member) { as<T>(member).reset(); };
  return access;
}

// What counts is the pointer; the value is what value_info::find finds behind it.
template <class T>
constexpr member_access pointer_access() {
  member_access access;
  access.find = [](const void* member) -> const void* { return as<T>(member) ? member : nullptr; };
  access.get = access.find;
  access.make = [](void* member) {
    make_pointer<T>(member);
    return member;
  };
  access.clear = [](void* member) { as<T>(member).reset(); };
  return access;
}

template <class T>
constexpr member_access required_access() {
  member_access access;
  access.find = [](const void* member) { return member; };
  access.get = access.find;
  access.make = [](void* member) { return member; };
  access.clear = [](void* member) { as<T>(member) = T{}; };
  return access;
}

template <class T>
constexpr member_access repeated_access() {
  member_access access;
  access.element_bytes = sizeof(typename T::value_type);
  access.size = [](const void* member) { return as<T>(member).size(); };
  access.each = [](const void* member, function_ref<bool(const void*)> use) {
    // By auto&&: a vector<bool> has no elements, only what looks like them.
    for (auto&& value : as<T>(member)) {
      if constexpr (std::is_same_v<typename T::value_type, bool>) {
        const bool copy = value;
        if (!use(&copy)) return;
      } else {
        if (!use(std::addressof(value))) return;
      }
    }
  };
  if constexpr (requires(T& values) { values.reserve(std::size_t{}); }) {
    access.reserve = [](void* member, std::size_t count) { as<T>(member).reserve(count); };
  }
  using element = T::value_type;
  if constexpr (std::is_arithmetic_v<element> && !std::is_same_v<element, bool> &&
                requires(T& values) { values.resize(std::size_t{}), values.data(); }) {
    access.resize = [](void* member, std::size_t count) -> void* {
      as<T>(member).resize(count);
      return as<T>(member).data();
    };
  }
  access.append = [](void* member, function_ref<bool(void*)> fill) {
    T& values = as<T>(member);
    if constexpr (std::is_same_v<typename T::value_type, bool>) {
      bool value = false;
      if (!fill(&value)) return false;
      values.push_back(value);
    } else {
      auto& fresh = values.emplace_back();
      codec::detail::settle(fresh, codec::detail::memory_of(values));
      if (!fill(std::addressof(fresh))) {
        values.pop_back();
        return false;
      }
    }
    return true;
  };
  access.clear = [](void* member) { as<T>(member).clear(); };
  return access;
}

template <class T>
constexpr member_access map_access() {
  member_access access;
  // An entry is a node with three pointers and a colour, or with one and a hash, and a bucket.
  access.element_bytes = sizeof(typename T::value_type) + 4 * sizeof(void*);
  access.size = [](const void* member) { return as<T>(member).size(); };
  access.each_entry = [](const void* member, function_ref<bool(const void*, const void*)> use) {
    for (const auto& [key, value] : as<T>(member))
      if (!use(std::addressof(key), std::addressof(value))) return;
  };
  access.insert = [](void* member, function_ref<bool(void*, void*)> fill,
                     std::uint32_t collision_limit, codec::insertion& became) {
    typename T::key_type key{};
    typename T::mapped_type value{};
    codec::detail::settle(key, codec::detail::memory_of(as<T>(member)));
    codec::detail::settle(value, codec::detail::memory_of(as<T>(member)));
    if (!fill(std::addressof(key), std::addressof(value))) return false;
    became = codec::insert_entry(as<T>(member), std::move(key), std::move(value), collision_limit);
    return true;
  };
  access.clear = [](void* member) { as<T>(member).clear(); };
  return access;
}

template <class Variant, std::size_t Index>
constexpr member_access alternative_access() {
  member_access access;
  access.find = [](const void* member) -> const void* {
    return std::get_if<Index>(&as<Variant>(member));
  };
  access.get = access.find;
  access.make = [](void* member) -> void* {
    Variant& variant = as<Variant>(member);
    if (variant.index() != Index) variant.template emplace<Index>();
    return std::get_if<Index>(&variant);
  };
  access.clear = [](void* member) {
    if (as<Variant>(member).index() == Index) as<Variant>(member) = Variant{};
  };
  return access;
}

template <class T, class Options>
constexpr cardinality cardinality_of() {
  using codec::shape;
  if constexpr (reflect::has_option<Options, reflect::required_option>) {
    return cardinality::required;
  } else if constexpr (codec::shape_of<T> == shape::repeated) {
    return cardinality::repeated;
  } else if constexpr (codec::shape_of<T> == shape::map) {
    return cardinality::map;
  } else if constexpr (codec::shape_of<T> == shape::plain) {
    return cardinality::implicit;
  } else {
    return cardinality::optional;
  }
}

template <class T, class Options>
constexpr absence absence_of() {
  constexpr cardinality count = cardinality_of<T, Options>();
  if constexpr (count == cardinality::repeated || count == cardinality::map) {
    return absence::empty_list;
  } else if constexpr (count == cardinality::implicit && !codec::converted<T>) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      switch (sizeof(T)) {
        case 1:
          return absence::zero_byte;
        case 4:
          return absence::zero_word32;
        case 8:
          return absence::zero_word64;
        default:  // no Protobuf type: an error that others report
          return absence::hidden;
      }
    } else if constexpr (std::is_same_v<T, std::string>) {
      return absence::empty_text;
    } else {
      constexpr bool composite = codec::detail::is_composite<codec::element<T, Options>>;
      return composite ? absence::hidden : absence::no_value;
    }
  } else {
    return count == cardinality::optional ? absence::no_value : absence::hidden;
  }
}

template <class T, class Options>
constexpr member_access make_access() {
  using codec::shape;
  if constexpr (codec::shape_of<T> == shape::repeated) {
    return repeated_access<T>();
  } else if constexpr (codec::shape_of<T> == shape::map) {
    return map_access<T>();
  } else if constexpr (codec::shape_of<T> == shape::optional) {
    return optional_access<T>();
  } else if constexpr (codec::shape_of<T> == shape::pointer) {
    return pointer_access<T>();
  } else if constexpr (reflect::has_option<Options, reflect::required_option>) {
    return required_access<T>();
  } else {
    return plain_access<T, Options>();
  }
}

/// How a member of type `T` holds its values.
template <class T, class Options>
inline constexpr member_access access_of = make_access<T, Options>();

/// How a oneof holds one alternative.
template <class Variant, std::size_t Index>
inline constexpr member_access alternative_access_of = alternative_access<Variant, Index>();

}  // namespace detail
}  // namespace tern::schema
