// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <variant>

#include <tern/schema/converted_value.hpp>
#include <tern/schema/json_name.hpp>
#include <tern/schema/make_access.hpp>
#include <tern/schema/make_value.hpp>
#include <tern/schema/message_info.hpp>
#include <tern/schema/time_value.hpp>
#include <tern/schema/well_known_shape.hpp>

namespace tern::schema {
namespace detail {

/// The size of the parts of a message_info, which are arrays.
struct message_sizes {
  std::size_t fields = 0;
  std::size_t oneofs = 0;
  std::size_t reserved = 0;
  std::size_t json_chars = 0;
};

/// The parts of a message_info.
template <message_sizes Sizes>
struct message_parts {
  std::array<field_info, Sizes.fields> fields{};
  std::array<std::string_view, Sizes.oneofs> oneofs{};
  std::array<reflect::reserved_item, Sizes.reserved + 1> reserved =
      make_reserved(std::make_index_sequence<Sizes.reserved + 1>{});
  std::array<char, Sizes.json_chars + json_key_padding> json_chars{};
  std::array<std::uint16_t, name_slot_count(Sizes.fields)> name_slots{};
  std::uint32_t unknown_offset = message_info::none;

 private:
  template <std::size_t... Indices>
  static constexpr std::array<reflect::reserved_item, sizeof...(Indices)> make_reserved(
      std::index_sequence<Indices...>) {
    return {((void)Indices, reflect::reserved_item{0})...};
  }
};

/// Writes `,"fooBar":` unless `out` is null. @returns how many characters that are.
constexpr std::size_t write_json_key(const reflect::field_texts& texts, char* out) {
  std::size_t name_size = 0;
  char* const name = out == nullptr ? nullptr : out + 2;
  if (texts.json_name != nullptr) {
    const std::string_view given = texts.json_name;
    name_size = given.size();
    if (name != nullptr) given.copy(name, name_size);
  } else {
    name_size = write_json_name(texts.name, name);
  }
  if (out != nullptr) {
    out[0] = ',';
    out[1] = '"';
    name[name_size] = '"';
    name[name_size + 1] = ':';
  }
  return name_size + 4;
}

/// A visitor of a description that adds up what its parts need.
struct to_sizes {
  template <class... Entries>
  constexpr message_sizes operator()(reflect::begin, Entries... entries) const {
    message_sizes sizes;
    (add(sizes, entries), ...);
    return sizes;
  }

 private:
  template <class Entry>
  static constexpr void add(message_sizes&, const Entry&) {}
  static constexpr void add_field(message_sizes& sizes, const reflect::field_texts& texts) {
    ++sizes.fields;
    sizes.json_chars += write_json_key(texts, nullptr);
  }
  template <auto Pointer, std::int64_t Number, class Options>
  static constexpr void add(message_sizes& sizes,
                            const reflect::field<Pointer, Number, Options>& entry) {
    add_field(sizes, entry.texts);
  }
  template <auto Pointer, class... Alternatives>
  static constexpr void add(message_sizes& sizes,
                            const reflect::oneof<Pointer, Alternatives...>& entry) {
    ++sizes.oneofs;
    for (const auto& texts : entry.alternatives) add_field(sizes, texts);
  }
  template <reflect::reserved_item... Items>
  static constexpr void add(message_sizes& sizes, const reflect::reserved<Items...>&) {
    sizes.reserved += sizeof...(Items);
  }
};

/// A visitor of a description that makes the parts.
template <message_sizes Sizes>
struct to_parts {
  using parts = message_parts<Sizes>;

  template <class... Entries>
  constexpr parts operator()(reflect::begin, Entries... entries) const {
    parts made;
    message_sizes used;
    (add(made, used, entries), ...);
    return made;
  }

 private:
  template <class Entry>
  static constexpr void add(parts&, message_sizes&, const Entry&) {}

  template <std::int64_t Number, class Options>
  static constexpr field_info& add_field(parts& made, message_sizes& used, std::size_t offset,
                                         const reflect::field_texts& texts) {
    field_info& field = made.fields[used.fields++];
    field.number = static_cast<std::uint32_t>(Number);
    field.offset = static_cast<std::uint32_t>(offset);
    field.name = texts.name;
    field.default_value = texts.default_value;
    field.sensitive = reflect::has_option<Options, reflect::sensitive_option>;
    field.deprecated = reflect::has_option<Options, reflect::deprecated_option>;
    field.has_own_json_name = texts.json_name != nullptr;
    if (field.has_own_json_name) field.json_name = texts.json_name;
    // point_to_json_keys() lets the field point to it, when it has a place of its own.
    used.json_chars += write_json_key(texts, made.json_chars.data() + used.json_chars);
    return field;
  }

  template <auto Pointer, std::int64_t Number, class Options>
  static constexpr void add(parts& made, message_sizes& used,
                            const reflect::field<Pointer, Number, Options>& entry) {
    using T = pointed_to<Pointer>::type;
    field_info& field = add_field<Number, Options>(made, used, entry.offset, entry.texts);
    field.cardinality = cardinality_of<T, Options>();
    field.absence = absence_of<T, Options>();
    if constexpr (codec::shape_of<T> == codec::shape::map) {
      field.key = &value_info_of<typename T::key_type, reflect::map_key_options<Options>>;
      field.value = &value_info_of<typename T::mapped_type, reflect::map_value_options<Options>>;
    } else {
      using element_type = codec::detail::shape_traits<T>::element_type;
      field.value = &value_info_of<element_type, Options>;
      field.packed = codec::shape_of<T> == codec::shape::repeated &&
                     codec::is_packed<codec::element_of<T, Options>, Options>;
    }
    field.access = &access_of<T, Options>;
  }

  template <auto Pointer, class... Alternatives>
  static constexpr void add(parts& made, message_sizes& used,
                            const reflect::oneof<Pointer, Alternatives...>& entry) {
    using variant = pointed_to<Pointer>::type;
    const std::size_t oneof = used.oneofs++;
    made.oneofs[oneof] = entry.name;
    [&]<std::size_t... Indices>(std::index_sequence<Indices...>) {
      (add_alternative<variant, Indices + 1, Alternatives>(
           made, used, entry.offset, entry.alternatives[Indices], static_cast<std::int16_t>(oneof)),
       ...);
    }(std::index_sequence_for<Alternatives...>{});
  }

  template <class Variant, std::size_t Index, class Alternative>
  static constexpr void add_alternative(parts& made, message_sizes& used, std::size_t offset,
                                        const reflect::field_texts& texts, std::int16_t oneof) {
    using options = Alternative::options;
    field_info& field = add_field<Alternative::number, options>(made, used, offset, texts);
    field.cardinality = cardinality::optional;
    field.absence = absence::no_value;
    field.oneof = oneof;
    field.value = &value_info_of<std::variant_alternative_t<Index, Variant>, options>;
    field.access = &alternative_access_of<Variant, Index>;
  }

  template <auto Pointer>
  static constexpr void add(parts& made, message_sizes&, const reflect::unknown<Pointer>& entry) {
    made.unknown_offset = static_cast<std::uint32_t>(entry.offset);
  }

  template <reflect::reserved_item... Items>
  static constexpr void add(parts& made, message_sizes& used, const reflect::reserved<Items...>&) {
    ((made.reserved[used.reserved++] = Items), ...);
  }
};

template <reflect::message M>
inline constexpr message_sizes sizes_of = tern_message(reflect::tag<M>{}, to_sizes{});

template <reflect::message M>
inline constexpr auto raw_parts_of = tern_message(reflect::tag<M>{}, to_parts<sizes_of<M>>{});

template <class Parts>
constexpr Parts point_to_json_keys(Parts parts, const char* chars) {
  for (field_info& field : parts.fields) {
    const std::size_t size =
        field.has_own_json_name ? field.json_name.size() : write_json_name(field.name, nullptr);
    field.json_key = {chars, size + 4};
    field.json_name = field.json_key.substr(2, size);
    chars += size + 4;
    for (const char c : field.json_name) {
      if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ') field.json_key = {};
    }
  }
  fill_name_slots(parts.name_slots, parts.fields);
  return parts;
}

template <reflect::message M>
inline constexpr auto parts_of =
    point_to_json_keys(raw_parts_of<M>, raw_parts_of<M>.json_chars.data());

constexpr bool has_required(std::span<const field_info> fields) {
  for (const field_info& field : fields)
    if (field.cardinality == cardinality::required) return true;
  return false;
}

template <reflect::message M>
constinit const message_info message_constant<M>::info{
    reflect::message_name<M>(),
    well_known_of<M>(),
    parts_of<M>.fields,
    parts_of<M>.oneofs,
    std::span{parts_of<M>.reserved}.first(sizes_of<M>.reserved),
    parts_of<M>.unknown_offset,
    has_required(parts_of<M>.fields),
    parts_of<M>.name_slots,
};

}  // namespace detail

/// A message as JSON, texts and descriptors see it.
template <reflect::message M>
[[nodiscard]] constexpr const message_info& message_info_of() {
  static_assert(codec::is_encodable<M>);
  return detail::message_constant<M>::info;
}

}  // namespace tern::schema
