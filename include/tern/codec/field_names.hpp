// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <tern/reflect/message.hpp>

namespace tern::codec::detail {

// Looks for the name of a number among the entries of a message.
struct to_field_name {
  std::int64_t wanted;

  template <class... Entries>
  constexpr const char* operator()(reflect::begin, Entries... entries) const {
    const char* name = nullptr;
    (look(name, entries), ...);
    return name;
  }

 private:
  template <class Entry>
  constexpr void look(const char*&, const Entry&) const {}

  template <auto Pointer, std::int64_t Number, class Options>
  constexpr void look(const char*& name,
                      const reflect::field<Pointer, Number, Options>& entry) const {
    if (Number == wanted) name = entry.name;
  }

  template <auto Pointer, class... Alternatives>
  constexpr void look(const char*& name,
                      const reflect::oneof<Pointer, Alternatives...>& entry) const {
    std::size_t index = 0;
    ((Alternatives::number == wanted ? void(name = entry.alternative_names[index++])
                                     : void(++index)),
     ...);
  }
};

// "hello.v1.Request.name", or "hello.v1.Request" if it has no such field.
template <reflect::message M>
[[gnu::cold, gnu::noinline]] std::string field_name(std::uint32_t number) {
  std::string text{reflect::message_name<M>()};
  const char* const name = tern_message(reflect::tag<M>{}, to_field_name{number});
  if (name != nullptr) text.append(".").append(name);
  return text;
}

}  // namespace tern::codec::detail
