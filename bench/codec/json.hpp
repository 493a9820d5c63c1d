// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "messages.hpp"
#include "plan.hpp"

/// What the JSON libraries that know no Protobuf share: the members of the messages by their
/// ProtoJSON names, and how ProtoJSON writes what JSON has no type for.
namespace bench::json {

/// `bytes`: base64 in JSON.
struct base64 {
  const std::string& bytes;
};

void append_base64(std::string& to, std::string_view bytes);
std::string from_base64(std::string_view text);  ///< throws if it is none

/// The ProtoJSON that all others have to read.
std::string write(const Tiny<>& message);
std::string write(const Medium<>& message);
std::string write(const Large<>& message);
std::string write(const Sparse<>& message);

std::string_view name_of(Kind kind);
Kind kind_of(std::string_view name);  ///< throws if it is none

template <class M, class Visit>
void each_member_of(std::type_identity<Tiny<>>, M& m, Visit visit) {
  visit("id", m.id);
  visit("name", m.name);
}

template <class M, class Visit>
void each_member_of(std::type_identity<Place<>>, M& m, Visit visit) {
  visit("street", m.street);
  visit("city", m.city);
  visit("latitude", m.latitude);
  visit("longitude", m.longitude);
}

template <class M, class Visit>
void each_member_of(std::type_identity<Label<>>, M& m, Visit visit) {
  visit("key", m.key);
  visit("value", m.value);
}

template <class M, class Visit>
void each_member_of(std::type_identity<Medium<>>, M& m, Visit visit) {
  visit("id", m.id);
  visit("created", m.created);
  visit("flags", m.flags);
  visit("hash", m.hash);
  visit("delta", m.delta);
  visit("offset", m.offset);
  visit("checksum", m.checksum);
  visit("token", m.token);
  visit("active", m.active);
  visit("ratio", m.ratio);
  visit("score", m.score);
  visit("kind", m.kind);
  visit("name", m.name);
  visit("email", m.email);
  visit("digest", base64{m.digest});
  visit("home", m.home);
  visit("office", m.office);
  visit("tags", m.tags);
  visit("labels", m.labels);
  visit("codes", m.codes);
}

template <class M, class Visit>
void each_member_of(std::type_identity<Record<>>, M& m, Visit visit) {
  visit("id", m.id);
  visit("name", m.name);
  visit("price", m.price);
  visit("changed", m.changed);
}

template <class M, class Visit>
void each_member_of(std::type_identity<Large<>>, M& m, Visit visit) {
  visit("numbers", m.numbers);
  visit("values", m.values);
  visit("records", m.records);
}

template <class M, class Visit>
void each_member_of(std::type_identity<Sparse<>>, M& m, Visit visit) {
  visit("number1", m.number_1);
  visit("number2", m.number_2);
  visit("number3", m.number_3);
  visit("number4", m.number_4);
  visit("number5", m.number_5);
  visit("number6", m.number_6);
  visit("count1", m.count_1);
  visit("count2", m.count_2);
  visit("count3", m.count_3);
  visit("count4", m.count_4);
  visit("text1", m.text_1);
  visit("text2", m.text_2);
  visit("text3", m.text_3);
  visit("text4", m.text_4);
  visit("text5", m.text_5);
  visit("text6", m.text_6);
  visit("text7", m.text_7);
  visit("text8", m.text_8);
  visit("value1", m.value_1);
  visit("value2", m.value_2);
  visit("value3", m.value_3);
  visit("value4", m.value_4);
  visit("flag1", m.flag_1);
  visit("flag2", m.flag_2);
  visit("flag3", m.flag_3);
  visit("flag4", m.flag_4);
  visit("list1", m.list_1);
  visit("list2", m.list_2);
  visit("list3", m.list_3);
  visit("kind", m.kind);
}

/// Calls `visit(name, member)` for all members, in the order of their numbers.
template <class M, class Visit>
void each_member(M& message, Visit visit) {
  each_member_of(std::type_identity<std::remove_const_t<M>>{}, message, visit);
}

template <class T>
inline constexpr bool is_message = false;
template <template <class> class M>
inline constexpr bool is_message<M<owned>> = true;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

/// Numbers of 64 bits are strings in ProtoJSON.
template <class T>
inline constexpr bool is_wide = std::is_integral_v<T> && sizeof(T) == 8;

/// Whether a field without presence is left out.
template <class T>
bool is_absent(const T& member) {
  if constexpr (std::is_same_v<T, base64>) {
    return member.bytes.empty();
  } else if constexpr (requires { member.empty(); }) {
    return member.empty();
  } else if constexpr (is_message<T>) {
    return false;
  } else if constexpr (requires { member.has_value(); }) {
    return !member.has_value();
  } else {
    return member == T{};
  }
}

/// Finds the member of that name and hands it to `read(member)`; throws if there is none.
template <class M, class Read>
void read_member(M& message, std::string_view name, Read read) {
  bool found = false;
  each_member(message, [&](std::string_view its_name, auto&& member) {
    if (found || name != its_name) return;
    found = true;
    read(member);
  });
  if (!found) throw std::runtime_error("no such member");
}

/// Adds what a JSON library can do with a message of type `M`: whichever of these it has.
///
///     std::string write(const M&)
///     void read(std::string_view, M&)                      // into a new one; throws
///     std::string_view encoding(const M&)                  // Protobuf's, to compare
template <class Codec, class M>
void add(plan& to, const char* library, const char* message) {
  const auto value = std::make_shared<M>();
  Codec::read(to.json(message), *value);
  to.expect(library, operation::json_read, message, Codec::encoding(*value));
  const std::string_view text = to.json(message);
  to.add(library, operation::json_read, message, [text](std::size_t times) {
    for (; times != 0; --times) {
      M decoded{};
      Codec::read(text, decoded);
      keep(decoded);
    }
  });
  if constexpr (requires { Codec::write(*value); }) {
    // No two write a double alike, so the text is not compared: it is read again.
    M again{};
    Codec::read(std::string{Codec::write(*value)}, again);
    to.expect(library, operation::json_write, message, Codec::encoding(again));
    to.add(library, operation::json_write, message, [value](std::size_t times) {
      for (; times != 0; --times) {
        keep(*value);
        auto written = Codec::write(*value);
        keep(written);
      }
    });
  }
}

}  // namespace bench::json
