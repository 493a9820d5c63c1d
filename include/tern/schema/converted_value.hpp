// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/codec/conversion.hpp>
#include <tern/codec/element.hpp>
#include <tern/schema/make_value.hpp>

namespace tern::schema::detail {

// What can be filled in place of a view.
template <class T>
struct owner_of {
  using type = T;
};
template <>
struct owner_of<std::string_view> {
  using type = std::string;
};
template <>
struct owner_of<std::span<const std::byte>> {
  using type = std::vector<std::byte>;
};

/// A converted type stands for what its conversion says, which may stand for something else.
template <class T, class Options>
struct converted_adapter {
  using traits = codec::detail::conversion_traits<T>;
  using written = traits::written_type;
  using filled = owner_of<typename traits::type>::type;
  static constexpr value_info shown = make_value<written, Options>::make();
  static constexpr value_info taken = make_value<filled, Options>::make();

  static void read(const void* value, function_ref<void(const void*)> use) {
    const auto& wire = traits::rules::to_wire(*static_cast<const T*>(value));
    if constexpr (shown.adapter != nullptr) {
      shown.adapter->read(&wire, use);
    } else {
      use(&wire);
    }
  }

  static status write(void* value, function_ref<bool(void*)> fill) {
    T& target = *static_cast<T*>(value);
    filled wire = start(target);
    bool is_filled = false;
    if constexpr (taken.adapter != nullptr) {
      status outcome =
          taken.adapter->write(&wire, [&](void* inner) { return is_filled = fill(inner); });
      if (!outcome.ok()) return outcome;
    } else {
      is_filled = fill(&wire);
    }
    if (!is_filled) return {};
    return traits::take(static_cast<typename traits::read_type>(std::move(wire)), target);
  }

 private:
  // A message merges into what is there.
  static filled start(const T& value) {
    if constexpr (codec::detail::is_composite<codec::element<T, Options>>) {
      return traits::rules::to_wire(value);
    } else {
      return filled{};
    }
  }
};

template <class T, class Options>
inline constexpr adapter converted_adapter_of{&converted_adapter<T, Options>::read,
                                              &converted_adapter<T, Options>::write};

template <codec::converted T, class Options>
struct make_value<T, Options> {
  static constexpr value_info make() {
    using shows = converted_adapter<T, Options>;
    value_info info = shows::shown;
    info.set_text = shows::taken.set_text;
    info.adapter = &converted_adapter_of<T, Options>;
    return info;
  }
};

}  // namespace tern::schema::detail
