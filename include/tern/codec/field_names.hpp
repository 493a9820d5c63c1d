// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <tern/reflect/message.hpp>

namespace tern::codec {

/// A field's number and its wire name.
struct field_name {
  std::int64_t number = 0;
  const char* name = nullptr;
};

/// What error texts need to know about a message.
struct message_names {
  std::string_view full_name;
  std::span<const field_name> fields;
};

namespace detail {

template <std::size_t Size>
struct to_field_names {
  template <class... Entries>
  constexpr std::array<field_name, Size> operator()(reflect::begin, Entries... entries) const {
    std::array<field_name, Size> names{};
    [[maybe_unused]] std::size_t at = 0;
    (put(names, at, entries), ...);
    return names;
  }

 private:
  using array = std::array<field_name, Size>;

  template <class Entry>
  static constexpr void put(array&, std::size_t&, const Entry&) {}

  template <auto Pointer, std::int64_t Number, class Options>
  static constexpr void put(array& names, std::size_t& at,
                            const reflect::field<Pointer, Number, Options>& entry) {
    names[at++] = {Number, entry.texts.name};
  }

  template <auto Pointer, class... Alternatives>
  static constexpr void put(array& names, std::size_t& at,
                            const reflect::oneof<Pointer, Alternatives...>& entry) {
    std::size_t index = 0;
    ((names[at++] = {Alternatives::number, entry.alternatives[index++].name}), ...);
  }
};

template <class... Entries>
constexpr std::size_t count_numbers(reflect::type_list<Entries...>) {
  return (reflect::entry_traits<Entries>::numbers.size() + ... + std::size_t{0});
}

template <reflect::message M>
consteval auto make_field_names() {
  constexpr std::size_t count = count_numbers(reflect::entries_of<M>{});
  if constexpr (count == 0) {
    return std::array<field_name, 0>{};
  } else {
    return tern_message(reflect::tag<M>{}, to_field_names<count>{});
  }
}

template <reflect::message M>
inline constexpr auto field_names_of = make_field_names<M>();

}  // namespace detail

/// The names of a message and of its fields, the alternatives of oneofs included.
template <reflect::message M>
inline constexpr message_names names_of{reflect::message_name<M>(), detail::field_names_of<M>};

/// "hello.v1.Request.name", or "hello.v1.Request" if it has no such field.
[[nodiscard, gnu::cold]] inline std::string path_of(const message_names& names,
                                                    std::uint32_t number) {
  std::string path{names.full_name};
  for (const field_name& field : names.fields) {
    if (field.number == number) path.append(".").append(field.name);
  }
  return path;
}

}  // namespace tern::codec
