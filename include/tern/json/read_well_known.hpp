// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tern/json/field_path.hpp>
#include <tern/json/time_text.hpp>
#include <tern/json/value_reader.hpp>

namespace tern::json {

inline bool value_reader::read_well_known(const schema::message_info& type, void* message) {
  using schema::well_known;
  switch (type.well_known) {
    case well_known::timestamp:
    case well_known::duration:
      return read_time(type, message);
    case well_known::wrapper:
    case well_known::list_value:
    case well_known::structure:
      return read_single(type.fields[0], message);
    case well_known::value:
      return read_dynamic(type, message);
    case well_known::field_mask:
      return read_field_mask(*type.find(1), message);
    case well_known::any:
      return read_any(type, message);
    case well_known::empty:
    case well_known::none:
      break;
  }
  return begin_object() && read_fields(type, message, false);
}

// The JSON of the message is that of its only field.
inline bool value_reader::read_single(const schema::field_info& field, void* message) {
  using schema::cardinality;
  void* const member = field.member(message);
  if (field.cardinality == cardinality::map) return read_map(field, member);
  if (field.cardinality == cardinality::repeated) {
    if (!enter() || !read_list(field, member)) return false;
    leave();
    return true;
  }
  return read_value(*field.value, field.access->make(member)) == outcome::ok;
}

namespace detail {

inline void* made_value(const schema::message_info& type, std::uint32_t number, void* message) {
  const schema::field_info& field = *type.find(number);
  return field.access->make(field.member(message));
}

}  // namespace detail

inline bool value_reader::read_time(const schema::message_info& type, void* message) {
  const std::size_t at = position();
  std::string_view text;
  const auto finish = [&](const char* wrong, const auto& time) {
    if (wrong != nullptr) {
      return fail(std::string{wrong} + ", found string \"" + shown(text) + "\"", at);
    }
    schema::store(detail::made_value(type, 1, message), time.seconds);
    schema::store(detail::made_value(type, 2, message), time.nanos);
    return true;
  };
  if (type.well_known == schema::well_known::timestamp) {
    if (!read_string(text, "a time in a string")) return false;
    protobuf::Timestamp time;
    const char* const wrong = parse_timestamp(text, time);
    return finish(wrong, time);
  }
  if (!read_string(text, "a duration in a string")) return false;
  protobuf::Duration time;
  const char* const wrong = parse_duration(text, time);
  return finish(wrong, time);
}

inline bool value_reader::read_field_mask(const schema::field_info& paths, void* message) {
  const std::size_t at = position();
  std::string_view text;
  if (!read_string(text, "paths in a string")) return false;
  void* const member = paths.member(message);
  paths.access->clear(member);
  std::string path;
  for (bool is_last = text.empty(); !is_last;) {
    const std::size_t comma = text.find(',');
    const std::string_view one = text.substr(0, comma);
    path.clear();
    if (!append_proto_path(path, one)) {
      return fail("expected a path like \"user.displayName\", found \"" + shown(one) + "\"", at);
    }
    paths.access->append(member, [&](void* value) { return set_text(*paths.value, value, path); });
    is_last = comma == text.npos;
    if (!is_last) text.remove_prefix(comma + 1);
  }
  return true;
}

// google.protobuf.Value: the type of the token is the number of the field.
inline bool value_reader::read_dynamic(const schema::message_info& type, void* message) {
  std::uint32_t number = 0;
  switch (peek()) {
    case 'n':
      if (is_null()) number = 1;
      break;
    case '"':
      number = 3;
      break;
    case 't':
    case 'f':
      number = 4;
      break;
    case '{':
      number = 5;
      break;
    case '[':
      number = 6;
      break;
    default:
      if (is_number()) number = 2;
  }
  if (number == 0) return expected("a value");
  const schema::field_info& field = *type.find(number);
  return read_value(*field.value, field.access->make(field.member(message))) == outcome::ok;
}

namespace detail {

inline std::string_view name_in_url(std::string_view url) noexcept {
  const std::size_t slash = url.rfind('/');
  return slash == url.npos ? std::string_view{} : url.substr(slash + 1);
}

}  // namespace detail

// {"@type": "type.googleapis.com/shop.v1.Gift", "note": "for you"}
//
// "@type" says what the other members are, and may stand behind them: then they are read twice,
// first for their grammar alone.
inline bool value_reader::read_any(const schema::message_info& type, void* message) {
  const schema::field_info& url_field = *type.find(1);
  const schema::field_info& value_field = *type.find(2);
  const std::size_t start = position();
  if (!begin_object()) return false;
  const mark inside = here();
  std::string url;
  std::size_t at = start;
  if (!find_any_type(url, at)) return false;
  if (url.empty() && at == start) {
    url_field.access->clear(url_field.member(message));
    value_field.access->clear(value_field.member(message));
    return true;
  }

  const std::string_view name = detail::name_in_url(url);
  if (name.empty()) {
    return fail(
        "expected a type like \"type.googleapis.com/shop.v1.Gift\", found \"" + shown(url) + "\"",
        at);
  }
  const schema::registered_type* const inner =
      options().types == nullptr ? nullptr : options().types->find(name);
  if (inner == nullptr) {
    return fail("no message type \"" + shown(name) + "\" in decode_options::types", at);
  }
  back_to(inside);
  bool is_set = false;
  inner->encode([&](void* made) { return read_any_body(*inner->message, made); },
                [&](byte_view bytes) {
                  is_set = set_text(*url_field.value, detail::made_value(type, 1, message), url) &&
                           set_text(*value_field.value, detail::made_value(type, 2, message),
                                    as_text(bytes));
                });
  return is_set;
}

// Behind the brace. If the object is empty, so is the URL, and `at` stays as it was: then it is
// read to its end.
inline bool value_reader::find_any_type(std::string& url, std::size_t& at) {
  bool is_first = true;
  for (bool is_empty = true;; is_empty = false) {
    const step went = next_member(is_first);
    if (went == step::failed) return false;
    if (went == step::end) return is_empty || fail("an Any without \"@type\"", at);
    std::string_view name;
    if (!read_name(name)) return false;
    if (name == "@type") {
      at = position();
      std::string_view text;
      if (!read_string(text, "the URL of a type")) return failed_in("@type");
      url = text;
      return true;
    }
    if (!skip_value_for_now()) return false;
  }
}

// Behind the brace. A message whose JSON is not that of its fields is in the member "value".
inline bool value_reader::read_any_body(const schema::message_info& inner, void* message) {
  using schema::well_known;
  if (inner.well_known == well_known::none) return read_fields(inner, message, true);
  bool is_first = true;
  bool has_type = false;
  bool has_value = false;
  for (;;) {
    const step went = next_member(is_first);
    if (went == step::failed) return false;
    if (went == step::end) {
      // Some write an Empty without it, some with it.
      if (has_value || inner.well_known == well_known::empty) return true;
      return fail("an Any of " + std::string{inner.full_name} + " has a member \"value\"");
    }
    const std::size_t at = position();
    std::string_view name;
    if (!read_name(name)) return false;
    bool* const has = name == "@type" ? &has_type : name == "value" ? &has_value : nullptr;
    if (has == nullptr) {
      if (!read_unknown(inner, name, at)) return false;
      continue;
    }
    if (*has) return fail("\"" + std::string{name} + "\" is there twice", at);
    *has = true;
    if (has == &has_type ? !skip_value() : !read_message(inner, message)) {
      return failed_in(has == &has_type ? "@type" : "value");
    }
  }
}

}  // namespace tern::json
