// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/codec/reader.hpp>
#include <tern/schema/message_info.hpp>
#include <tern/text/escape.hpp>

namespace tern::text {

/// How a message looks as text.
struct print_options {
  /// All fields in one line, as logs need it.
  bool one_line = false;

  /// After so many bytes the text ends with "...".
  /// @source ours: the largest message has no largest text, a log line has
  std::size_t max_bytes = std::numeric_limits<std::size_t>::max();
};

/// Prints messages without their types: debug_string() is what is called.
class printer {
 public:
  printer(std::string& out, const print_options& options) : out_(out), options_(options) {}

  void print(const schema::message_info& type, const void* message) {
    print_fields(type, message);
    if (is_full()) {
      out_.resize(cut_at(options_.max_bytes));
      out_ += "...";
    } else if (options_.one_line && !out_.empty()) {
      out_.pop_back();
    }
  }

 private:
  [[nodiscard]] bool is_full() const { return out_.size() > options_.max_bytes; }

  // Not inside of a character.
  [[nodiscard]] std::size_t cut_at(std::size_t at) const {
    while (at > 0 && (static_cast<unsigned char>(out_[at]) & 0xc0) == 0x80) --at;
    return at;
  }

  void print_fields(const schema::message_info& type, const void* message) {
    for (const schema::field_info* field : in_order(type)) {
      if (is_full()) return;
      print_field(*field, field->member(message));
    }
    if (const codec::unknown_fields* const unknown = type.unknown(message)) print_unknown(*unknown);
  }

  // By number, as Protobuf prints them.
  static std::vector<const schema::field_info*> in_order(const schema::message_info& type) {
    std::vector<const schema::field_info*> fields;
    fields.reserve(type.fields.size());
    for (const schema::field_info& field : type.fields) fields.push_back(&field);
    std::ranges::sort(fields, {}, &schema::field_info::number);
    return fields;
  }

  void print_field(const schema::field_info& field, const void* member) {
    switch (field.cardinality) {
      case schema::cardinality::map:
        print_map(field, member);
        return;
      case schema::cardinality::repeated:
        field.access->each(member, [&](const void* value) {
          print_value(field, *field.value, value);
          return !is_full();
        });
        return;
      default:
        if (const void* const value = field.access->find(member)) {
          print_value(field, *field.value, value);
        }
    }
  }

  void print_value(const schema::field_info& field, const schema::value_info& type,
                   const void* value) {
    start_line(field.name);
    if (field.sensitive) {
      out_ += ": [REDACTED]";
      end_line();
    } else {
      print_behind_name(type, value);
    }
  }

  // ": value" and the end of the line, or " {", the fields and "}".
  void print_behind_name(const schema::value_info& type, const void* value) {
    bool printed = false;
    schema::read_value(type, value, [&](const void* wire) {
      printed = true;
      if (type.message != nullptr) {
        open();
        print_fields(*type.message, wire);
        close();
      } else {
        out_ += ": ";
        print_scalar(type, wire);
        end_line();
      }
    });
    if (!printed) {
      open();
      close();
    }
  }

  // An entry at a time, in the order of the keys.
  void print_map(const schema::field_info& field, const void* member) {
    struct entry {
      std::uint64_t number = 0;
      std::string text;
      const void* key = nullptr;
      const void* value = nullptr;
    };
    std::vector<entry> entries;
    field.access->each_entry(member, [&](const void* key, const void* value) {
      entry& added = entries.emplace_back();
      added.key = key;
      added.value = value;
      schema::read_value(*field.key, key, [&](const void* wire) {
        if (field.key->text != nullptr) {
          added.text = field.key->text(wire);
        } else {
          added.number = rank_of(field.key->kind, wire);
        }
      });
      return true;
    });
    std::ranges::sort(entries, [](const entry& a, const entry& b) {
      return a.number != b.number ? a.number < b.number : a.text < b.text;
    });
    for (const entry& each : entries) {
      if (is_full()) return;
      start_line(field.name);
      if (field.sensitive) {
        out_ += ": [REDACTED]";
        end_line();
        continue;
      }
      open();
      start_line("key");
      print_behind_name(*field.key, each.key);
      start_line("value");
      print_behind_name(*field.value, each.value);
      close();
    }
  }

  // Orders keys as numbers: negative ones before the others.
  static std::uint64_t rank_of(schema::kind kind, const void* wire) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    switch (kind) {
      case schema::kind::bool_:
        return load<bool>(wire) ? 1 : 0;
      case schema::kind::uint32:
      case schema::kind::fixed32:
        return load<std::uint32_t>(wire);
      case schema::kind::uint64:
      case schema::kind::fixed64:
        return load<std::uint64_t>(wire);
      case schema::kind::int64:
      case schema::kind::sint64:
      case schema::kind::sfixed64:
        return static_cast<std::uint64_t>(load<std::int64_t>(wire)) ^ sign;
      default:
        return static_cast<std::uint64_t>(std::int64_t{load<std::int32_t>(wire)}) ^ sign;
    }
  }

  void print_scalar(const schema::value_info& type, const void* wire) {
    switch (type.kind) {
      case schema::kind::double_:
        print_real(load<double>(wire));
        return;
      case schema::kind::float_:
        print_real(load<float>(wire));
        return;
      case schema::kind::int64:
      case schema::kind::sint64:
      case schema::kind::sfixed64:
        print_integer(load<std::int64_t>(wire));
        return;
      case schema::kind::uint64:
      case schema::kind::fixed64:
        print_integer(load<std::uint64_t>(wire));
        return;
      case schema::kind::int32:
      case schema::kind::sint32:
      case schema::kind::sfixed32:
        print_integer(load<std::int32_t>(wire));
        return;
      case schema::kind::uint32:
      case schema::kind::fixed32:
        print_integer(load<std::uint32_t>(wire));
        return;
      case schema::kind::bool_:
        out_ += load<bool>(wire) ? "true" : "false";
        return;
      case schema::kind::enum_:
        print_enumerator(type.enumeration, load<std::int32_t>(wire));
        return;
      case schema::kind::string:
        append_quoted_text(out_, type.text(wire));
        return;
      case schema::kind::bytes:
        append_quoted_bytes(out_, type.text(wire));
        return;
      case schema::kind::group:
      case schema::kind::message:
        return;
    }
  }

  void print_enumerator(const schema::enum_info* type, std::int32_t number) {
    const auto name = type == nullptr ? std::nullopt : type->name_of(number);
    if (name) {
      out_ += *name;
    } else {
      print_integer(number);
    }
  }

  template <class T>
  void print_integer(T value) {
    char digits[20];
    out_.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
  }

  template <class T>
  void print_real(T value) {
    if (std::isnan(value)) {
      out_ += "nan";
    } else if (std::isinf(value)) {
      out_ += value < 0 ? "-inf" : "inf";
    } else {
      char digits[32];
      out_.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
    }
  }

  // What they are is not known, so neither is whether anybody may see them.
  void print_unknown(const codec::unknown_fields& unknown) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(unknown.bytes().data());
    const auto* const end = at + unknown.bytes().size();
    codec::reader state{unknown.bytes(), {}};
    while (at != end && !is_full()) {
      std::uint32_t tag = 0;
      const std::uint8_t* const value = codec::read_tag(at, end, tag, state);
      at = value == nullptr ? nullptr : codec::skip_value(value, end, tag, state);
      if (at == nullptr) return;
      indent();
      print_integer(codec::tag_number(tag));
      out_ += ": [UNKNOWN]";
      end_line();
    }
  }

  template <class T>
  static T load(const void* value) {
    T loaded;
    std::memcpy(&loaded, value, sizeof(T));
    return loaded;
  }

  void indent() {
    if (!options_.one_line) out_.append(2 * depth_, ' ');
  }
  void start_line(std::string_view name) {
    indent();
    out_ += name;
  }
  void end_line() { out_ += options_.one_line ? ' ' : '\n'; }
  void open() {
    out_ += " {";
    end_line();
    ++depth_;
  }
  void close() {
    --depth_;
    indent();
    out_ += '}';
    end_line();
  }

  std::string& out_;
  const print_options& options_;
  std::size_t depth_ = 0;
};

}  // namespace tern::text
