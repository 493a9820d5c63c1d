// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include <tern/codec/box.hpp>
#include <tern/codec/mapping.hpp>
#include <tern/schema/make_access.hpp>
#include <tern/schema/make_value.hpp>
#include <tern/schema/message_info.hpp>

namespace tern::schema::detail {

constexpr well_known well_known_name(std::string_view full_name) {
  constexpr std::string_view package = "google.protobuf.";
  if (!full_name.starts_with(package)) return well_known::none;
  const std::string_view name = full_name.substr(package.size());
  if (name == "Any") return well_known::any;
  if (name == "Duration") return well_known::duration;
  if (name == "Empty") return well_known::empty;
  if (name == "FieldMask") return well_known::field_mask;
  if (name == "ListValue") return well_known::list_value;
  if (name == "Struct") return well_known::structure;
  if (name == "Timestamp") return well_known::timestamp;
  if (name == "Value") return well_known::value;
  for (const std::string_view wrapped :
       {"Bool", "Bytes", "Double", "Float", "Int32", "Int64", "String", "UInt32", "UInt64"}) {
    if (name.starts_with(wrapped) && name.substr(wrapped.size()) == "Value") {
      return well_known::wrapper;
    }
  }
  return well_known::none;
}

/// What a field of a well-known type has to be.
struct value_shape {
  std::uint32_t number = 0;
  schema::kind kind{};
  schema::cardinality cardinality{};
  bool is_alternative = false;
};

template <class T>
inline constexpr bool is_message_type = reflect::message<T>;
template <class M, class Allocator>
inline constexpr bool is_message_type<codec::box<M, Allocator>> = true;
template <class M>
inline constexpr bool is_message_type<std::unique_ptr<M>> = true;

/// A visitor of a description that lists its fields. It does not look at the value_info of a
/// message, because well-known types contain each other, and what is being made cannot be read.
struct to_value_shapes {
  template <class... Entries>
  constexpr auto operator()(reflect::begin, Entries... entries) const {
    std::array<value_shape, (count(static_cast<Entries*>(nullptr)) + ... + 0)> shapes{};
    [[maybe_unused]] std::size_t used = 0;
    (add(shapes.data(), used, entries), ...);
    return shapes;
  }

 private:
  template <class Entry>
  static constexpr std::size_t count(const Entry*) {
    return 0;
  }
  template <auto Pointer, std::int64_t Number, class Options>
  static constexpr std::size_t count(const reflect::field<Pointer, Number, Options>*) {
    return 1;
  }
  template <auto Pointer, class... Alternatives>
  static constexpr std::size_t count(const reflect::oneof<Pointer, Alternatives...>*) {
    return sizeof...(Alternatives);
  }

  template <class Entry>
  static constexpr void add(value_shape*, std::size_t&, const Entry&) {}

  template <auto Pointer, std::int64_t Number, class Options>
  static constexpr void add(value_shape* shapes, std::size_t& used,
                            const reflect::field<Pointer, Number, Options>&) {
    using T = pointed_to<Pointer>::type;
    constexpr auto number = static_cast<std::uint32_t>(Number);
    if constexpr (codec::shape_of<T> == codec::shape::map) {
      shapes[used++] = {number,
                        kind_of<typename T::mapped_type, reflect::map_value_options<Options>>(),
                        cardinality::map};
    } else {
      using element_type = codec::detail::shape_traits<T>::element_type;
      shapes[used++] = {number, kind_of<element_type, Options>(), cardinality_of<T, Options>()};
    }
  }

  template <auto Pointer, class... Alternatives>
  static constexpr void add(value_shape* shapes, std::size_t& used,
                            const reflect::oneof<Pointer, Alternatives...>&) {
    using variant = pointed_to<Pointer>::type;
    [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
      ((shapes[used++] = {static_cast<std::uint32_t>(Alternatives::number),
                          kind_of<std::variant_alternative_t<Indices + 1, variant>,
                                  typename Alternatives::options>(),
                          cardinality::optional, true}),
       ...);
    }(std::index_sequence_for<Alternatives...>{});
  }

  /// A converted type or a time is none of these, so it counts as a group, which none has.
  template <class T, class Options>
  static constexpr kind kind_of() {
    if constexpr (is_message_type<T>) {
      return kind::message;
    } else {
      constexpr value_info made = make_value<T, Options>::make();
      return made.adapter == nullptr ? made.kind : kind::group;
    }
  }
};

constexpr bool fits(well_known type, std::span<const value_shape> fields) {
  const auto has = [&](std::uint32_t number, kind wanted,
                       schema::cardinality many = cardinality::implicit) {
    for (const value_shape& field : fields) {
      if (field.number != number) continue;
      const bool is_many = field.cardinality >= cardinality::repeated;
      return field.kind == wanted &&
             (many >= cardinality::repeated ? field.cardinality == many : !is_many);
    }
    return false;
  };
  switch (type) {
    case well_known::none:
      return true;
    case well_known::any:
      return has(1, kind::string) && has(2, kind::bytes);
    case well_known::duration:
    case well_known::timestamp:
      return has(1, kind::int64) && has(2, kind::int32);
    case well_known::empty:
      return fields.empty();
    case well_known::field_mask:
      return has(1, kind::string, cardinality::repeated);
    case well_known::list_value:
      return fields.size() == 1 && has(1, kind::message, cardinality::repeated);
    case well_known::structure:
      return fields.size() == 1 && has(1, kind::message, cardinality::map);
    case well_known::value:
      for (const value_shape& field : fields)
        if (!field.is_alternative) return false;
      return has(1, kind::enum_) && has(2, kind::double_) && has(3, kind::string) &&
             has(4, kind::bool_) && has(5, kind::message) && has(6, kind::message);
    case well_known::wrapper:
      return fields.size() == 1 && fields[0].number == 1 && fields[0].kind != kind::message &&
             fields[0].kind != kind::group && fields[0].cardinality < cardinality::repeated;
  }
  return false;
}

/// Which well-known type a message is: by its name, and by its fields, so that who walks it need
/// not wonder what a user's own `google.protobuf.Any` may look like.
template <reflect::message M>
constexpr well_known well_known_of() {
  constexpr well_known type = well_known_name(reflect::message_name<M>());
  if constexpr (type == well_known::none) {
    return type;
  } else {
    const auto shapes = tern_message(reflect::tag<M>{}, to_value_shapes{});
    return fits(type, shapes) ? type : well_known::none;
  }
}

}  // namespace tern::schema::detail
