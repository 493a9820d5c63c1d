// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <tern/codec/box.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

namespace tern::protobuf {

struct Struct;
struct ListValue;

/// The null of JSON.
enum class NullValue : std::int32_t { NULL_VALUE = 0 };
TERN_ENUM(NullValue, "google.protobuf.NullValue", NULL_VALUE)

/// Any value of JSON. It is made from what it is to be, and looked into without fear:
///
///     Struct user{{{"name", "Ada"}, {"tags", ListValue{{"a", 1, true}}}, {"boss", nullptr}}};
///     const std::string* name = user["name"].get<std::string>();     // null if it is none
///     const double* none = user["no"]["such"].get<double>();         // null, and no crash
///
/// @source google/protobuf/struct.proto, for everything here
struct Value {
  std::variant<std::monostate, NullValue, double, std::string, bool, codec::box<Struct>,
               codec::box<ListValue>>
      kind;

  /// Nothing, which is no value of JSON: what is not there.
  Value();
  Value(std::nullptr_t);
  Value(NullValue);
  Value(std::same_as<bool> auto boolean);
  /// A number: integers of more than 53 bits are rounded, as JSON's are.
  template <class Number>
    requires(std::integral<Number> || std::floating_point<Number>) && (!std::same_as<Number, bool>)
  Value(Number number);
  Value(const char* text);
  Value(std::string_view text);
  Value(std::string text);
  Value(Struct object);
  Value(ListValue list);

  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  /// The value, if it is of that type: double, std::string, bool, NullValue, Struct or ListValue.
  template <class T>
  [[nodiscard]] const T* get() const noexcept;
  template <class T>
  [[nodiscard]] T* get() noexcept;

  /// Whether it is the null of JSON.
  [[nodiscard]] bool is_null() const noexcept { return std::holds_alternative<NullValue>(kind); }
  /// Whether it is a value of JSON at all.
  [[nodiscard]] bool has_value() const noexcept { return kind.index() != 0; }

  /// The member of that name, or the element at that place; nothing if there is none.
  [[nodiscard]] const Value& operator[](std::string_view name) const noexcept;
  [[nodiscard]] const Value& operator[](std::size_t index) const noexcept;

  friend bool operator==(const Value&, const Value&);
};

/// An object of JSON.
struct Struct {
  std::map<std::string, Value, std::less<>> fields;

  /// The member of that name, or null.
  [[nodiscard]] const Value* find(std::string_view name) const noexcept;

  /// The member of that name; nothing if there is none. To add one: `fields["name"] = "Ada"`.
  [[nodiscard]] const Value& operator[](std::string_view name) const noexcept;

  friend bool operator==(const Struct&, const Struct&) = default;
};

/// An array of JSON.
struct ListValue {
  std::vector<Value> values;

  friend bool operator==(const ListValue&, const ListValue&) = default;
};

TERN_MESSAGE(Value, "google.protobuf.Value",
             (oneof, kind, (1, null_value), (2, number_value), (3, string_value), (4, bool_value),
              (5, struct_value), (6, list_value)))
TERN_MESSAGE(Struct, "google.protobuf.Struct", (1, fields))
TERN_MESSAGE(ListValue, "google.protobuf.ListValue", (1, values))

// Here all three types are complete.

inline Value::Value() = default;
inline Value::Value(std::nullptr_t) : kind(NullValue::NULL_VALUE) {}
inline Value::Value(NullValue null) : kind(null) {}
inline Value::Value(std::same_as<bool> auto boolean) : kind(std::in_place_type<bool>, boolean) {}
template <class Number>
  requires(std::integral<Number> || std::floating_point<Number>) && (!std::same_as<Number, bool>)
inline Value::Value(Number number)
    : kind(std::in_place_type<double>, static_cast<double>(number)) {}
inline Value::Value(const char* text) : kind(std::in_place_type<std::string>, text) {}
inline Value::Value(std::string_view text) : kind(std::in_place_type<std::string>, text) {}
inline Value::Value(std::string text) : kind(std::in_place_type<std::string>, std::move(text)) {}
inline Value::Value(Struct object) : kind(codec::box<Struct>{std::move(object)}) {}
inline Value::Value(ListValue list) : kind(codec::box<ListValue>{std::move(list)}) {}
inline Value::Value(const Value&) = default;
inline Value::Value(Value&&) noexcept = default;
inline Value& Value::operator=(const Value&) = default;
inline Value& Value::operator=(Value&&) noexcept = default;
inline Value::~Value() = default;

template <class T>
const T* Value::get() const noexcept {
  if constexpr (std::same_as<T, Struct> || std::same_as<T, ListValue>) {
    const auto* const boxed = std::get_if<codec::box<T>>(&kind);
    return boxed != nullptr && *boxed ? &**boxed : nullptr;
  } else {
    return std::get_if<T>(&kind);
  }
}
template <class T>
T* Value::get() noexcept {
  return const_cast<T*>(std::as_const(*this).template get<T>());
}

namespace detail {

// What is not there, to be referred to.
inline const Value& no_value() noexcept {
  static const Value none;
  return none;
}

}  // namespace detail

inline const Value& Value::operator[](std::string_view name) const noexcept {
  const auto* const object = get<Struct>();
  return object != nullptr ? (*object)[name] : detail::no_value();
}

inline const Value& Value::operator[](std::size_t index) const noexcept {
  const auto* const list = get<ListValue>();
  return list != nullptr && index < list->values.size() ? list->values[index] : detail::no_value();
}

inline bool operator==(const Value& a, const Value& b) {
  return a.kind == b.kind;
}

inline const Value* Struct::find(std::string_view name) const noexcept {
  const auto found = fields.find(name);
  return found != fields.end() ? &found->second : nullptr;
}

inline const Value& Struct::operator[](std::string_view name) const noexcept {
  const Value* const value = find(name);
  return value != nullptr ? *value : detail::no_value();
}

}  // namespace tern::protobuf
