// SPDX-License-Identifier: MIT
#include "by_hand.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "plan.hpp"

/// The floor: what somebody writes who knows these messages and nothing else. Two passes: sizes,
/// those of nested messages kept, then bytes from front to back.
namespace bench::by_hand {

bool is_utf8_slowly(const byte* at, const byte* end) {
  while (at != end) {
    const byte first = *at++;
    if (first < 0x80) continue;
    if (first < 0xc2 || first > 0xf4) return false;
    const int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (end - at < more) return false;
    const byte low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const byte high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at[0] < low || at[0] > high) return false;
    for (int i = 1; i < more; ++i)
      if ((at[i] & 0xc0) != 0x80) return false;
    at += more;
  }
  return true;
}

const byte* skip(const byte* at, const byte* end, std::uint32_t tag, int depth) {
  std::uint64_t ignored = 0;
  switch (tag & 7) {
    case 0:
      return get(at, end, ignored);
    case 1:
      return end - at >= 8 ? at + 8 : nullptr;
    case 2:
      return get_length(at, end) != nullptr ? end : nullptr;
    case 3:
      while (depth != 0 && at != end) {
        std::uint32_t inner = 0;
        at = get_tag(at, end, inner);
        if (at == nullptr) return nullptr;
        if ((inner & 7) == 4) return inner >> 3 == tag >> 3 ? at : nullptr;
        at = skip(at, end, inner, depth - 1);
        if (at == nullptr) return nullptr;
      }
      return nullptr;
    case 5:
      return end - at >= 4 ? at + 4 : nullptr;
    default:
      return nullptr;
  }
}

namespace {

using by_hand::get;
using by_hand::put;
using by_hand::size_of;

constexpr int depth_limit = 100;

// Runs `field(at, tag)` for each field between `at` and `end`.
template <class Field>
[[gnu::always_inline]] inline const byte* each_field(const byte* at, const byte* end, Field field) {
  while (at != end) {
    std::uint32_t tag = 0;
    at = get_tag(at, end, tag);
    if (at == nullptr) return nullptr;
    at = field(at, tag);
    if (at == nullptr) return nullptr;
  }
  return at;
}

template <class T>
[[gnu::always_inline]] inline const byte* get_number(const byte* at, const byte* end, T& value) {
  std::uint64_t bits = 0;
  at = get(at, end, bits);
  value = static_cast<T>(bits);
  return at;
}

// Packed: as many as there are bytes that end a varint.
template <class T>
const byte* get_packed(const byte* at, const byte* end, std::vector<T>& values) {
  at = get_length(at, end);
  if (at == nullptr) return nullptr;
  const std::size_t before = values.size();
  values.resize(before +
                static_cast<std::size_t>(std::count_if(at, end, [](byte b) { return b < 0x80; })));
  T* out = values.data() + before;
  while (at != end) {
    std::uint64_t bits = 0;
    at = end - at >= 10 ? get_unrolled(at, bits) : get(at, end, bits);
    if (at == nullptr) return nullptr;
    *out++ = static_cast<T>(bits);
  }
  return end;
}

inline const byte* get_packed_doubles(const byte* at, const byte* end,
                                      std::vector<double>& values) {
  at = get_length(at, end);
  if (at == nullptr || (end - at) % 8 != 0) return nullptr;
  const std::size_t before = values.size();
  values.resize(before + static_cast<std::size_t>(end - at) / 8);
  std::memcpy(values.data() + before, at, static_cast<std::size_t>(end - at));
  return end;
}

// ---- Tiny

std::size_t size_of(const Tiny<>& message) {
  std::size_t size = 0;
  if (message.id != 0) size += 1 + size_of(wide(message.id));
  if (!message.name.empty()) size += 1 + size_of_bytes(message.name.size());
  return size;
}

byte* put(byte* at, const Tiny<>& message) {
  if (message.id != 0) at = put(put_tag<varint(1)>(at), wide(message.id));
  if (!message.name.empty()) at = put_text(put_tag<bytes(2)>(at), message.name);
  return at;
}

const byte* get(const byte* at, const byte* end, Tiny<>& message, int depth) {
  return each_field(at, end, [&](const byte* value, std::uint32_t tag) {
    switch (tag) {
      case varint(1):
        return get_number(value, end, message.id);
      case bytes(2):
        return get_text(value, end, message.name);
      default:
        return skip(value, end, tag, depth);
    }
  });
}

// ---- Place

inline bool is_zero(double value) {
  return std::bit_cast<std::uint64_t>(value) == 0;
}
inline bool is_zero(float value) {
  return std::bit_cast<std::uint32_t>(value) == 0;
}

std::size_t size_of(const Place<>& message) {
  std::size_t size = 0;
  if (!message.street.empty()) size += 1 + size_of_bytes(message.street.size());
  if (!message.city.empty()) size += 1 + size_of_bytes(message.city.size());
  if (!is_zero(message.latitude)) size += 9;
  if (!is_zero(message.longitude)) size += 9;
  return size;
}

byte* put(byte* at, const Place<>& message) {
  if (!message.street.empty()) at = put_text(put_tag<bytes(1)>(at), message.street);
  if (!message.city.empty()) at = put_text(put_tag<bytes(2)>(at), message.city);
  if (!is_zero(message.latitude)) at = put_fixed(put_tag<fixed64(3)>(at), message.latitude);
  if (!is_zero(message.longitude)) at = put_fixed(put_tag<fixed64(4)>(at), message.longitude);
  return at;
}

const byte* get(const byte* at, const byte* end, Place<>& message, int depth) {
  at = get_length(at, end);
  if (at == nullptr || depth == 0) return nullptr;
  return each_field(at, end, [&](const byte* value, std::uint32_t tag) {
    switch (tag) {
      case bytes(1):
        return get_text(value, end, message.street);
      case bytes(2):
        return get_text(value, end, message.city);
      case fixed64(3):
        return get_fixed(value, end, message.latitude);
      case fixed64(4):
        return get_fixed(value, end, message.longitude);
      default:
        return skip(value, end, tag, depth);
    }
  });
}

// ---- Label

std::size_t size_of(const Label<>& message) {
  std::size_t size = 0;
  if (!message.key.empty()) size += 1 + size_of_bytes(message.key.size());
  if (!message.value.empty()) size += 1 + size_of_bytes(message.value.size());
  return size;
}

byte* put(byte* at, const Label<>& message) {
  if (!message.key.empty()) at = put_text(put_tag<bytes(1)>(at), message.key);
  if (!message.value.empty()) at = put_text(put_tag<bytes(2)>(at), message.value);
  return at;
}

const byte* get(const byte* at, const byte* end, Label<>& message, int depth) {
  at = get_length(at, end);
  if (at == nullptr || depth == 0) return nullptr;
  return each_field(at, end, [&](const byte* value, std::uint32_t tag) {
    switch (tag) {
      case bytes(1):
        return get_text(value, end, message.key);
      case bytes(2):
        return get_text(value, end, message.value);
      default:
        return skip(value, end, tag, depth);
    }
  });
}

// ---- Medium

struct medium_sizes {
  std::size_t all = 0, home = 0, office = 0, codes = 0;
};

medium_sizes sizes_of(const Medium<>& message) {
  medium_sizes sizes;
  std::size_t size = 0;
  if (message.id != 0) size += 1 + size_of(wide(message.id));
  if (message.created != 0) size += 1 + size_of(static_cast<std::uint64_t>(message.created));
  if (message.flags != 0) size += 1 + size_of(std::uint64_t{message.flags});
  if (message.hash != 0) size += 1 + size_of(message.hash);
  if (message.delta != 0) size += 1 + size_of(std::uint64_t{zigzag(message.delta)});
  if (message.offset != 0) size += 1 + size_of(zigzag(message.offset));
  if (message.checksum != 0) size += 5;
  if (message.token != 0) size += 9;
  if (message.active) size += 2;
  if (!is_zero(message.ratio)) size += 5;
  if (!is_zero(message.score)) size += 9;
  if (message.kind != Kind{}) size += 1 + size_of(wide(static_cast<std::int32_t>(message.kind)));
  if (!message.name.empty()) size += 1 + size_of_bytes(message.name.size());
  if (!message.email.empty()) size += 1 + size_of_bytes(message.email.size());
  if (!message.digest.empty()) size += 1 + size_of_bytes(message.digest.size());
  sizes.home = size_of(message.home);
  if (sizes.home != 0) size += 2 + size_of_bytes(sizes.home);
  if (message.office) size += 2 + size_of_bytes(sizes.office = size_of(*message.office));
  for (const std::string& tag : message.tags) size += 2 + size_of_bytes(tag.size());
  for (const Label<>& label : message.labels) size += 2 + size_of_bytes(size_of(label));
  if (!message.codes.empty()) {
    for (const std::int32_t code : message.codes) sizes.codes += size_of(wide(code));
    size += 2 + size_of_bytes(sizes.codes);
  }
  sizes.all = size;
  return sizes;
}

byte* put(byte* at, const Medium<>& message, const medium_sizes& sizes) {
  if (message.id != 0) at = put(put_tag<varint(1)>(at), wide(message.id));
  if (message.created != 0) {
    at = put(put_tag<varint(2)>(at), static_cast<std::uint64_t>(message.created));
  }
  if (message.flags != 0) at = put(put_tag<varint(3)>(at), std::uint64_t{message.flags});
  if (message.hash != 0) at = put(put_tag<varint(4)>(at), message.hash);
  if (message.delta != 0) at = put(put_tag<varint(5)>(at), std::uint64_t{zigzag(message.delta)});
  if (message.offset != 0) at = put(put_tag<varint(6)>(at), zigzag(message.offset));
  if (message.checksum != 0) at = put_fixed(put_tag<fixed32(7)>(at), message.checksum);
  if (message.token != 0) at = put_fixed(put_tag<fixed64(8)>(at), message.token);
  if (message.active) at = put(put_tag<varint(9)>(at), std::uint64_t{1});
  if (!is_zero(message.ratio)) at = put_fixed(put_tag<fixed32(10)>(at), message.ratio);
  if (!is_zero(message.score)) at = put_fixed(put_tag<fixed64(11)>(at), message.score);
  if (message.kind != Kind{}) {
    at = put(put_tag<varint(12)>(at), wide(static_cast<std::int32_t>(message.kind)));
  }
  if (!message.name.empty()) at = put_text(put_tag<bytes(13)>(at), message.name);
  if (!message.email.empty()) at = put_text(put_tag<bytes(14)>(at), message.email);
  if (!message.digest.empty()) at = put_text(put_tag<bytes(15)>(at), message.digest);
  if (sizes.home != 0) {
    at = put(put(put_tag<bytes(16)>(at), std::uint64_t{sizes.home}), message.home);
  }
  if (message.office) {
    at = put(put(put_tag<bytes(17)>(at), std::uint64_t{sizes.office}), *message.office);
  }
  for (const std::string& tag : message.tags) at = put_text(put_tag<bytes(18)>(at), tag);
  for (const Label<>& label : message.labels) {
    at = put(put(put_tag<bytes(19)>(at), std::uint64_t{size_of(label)}), label);
  }
  if (!message.codes.empty()) {
    at = put(put_tag<bytes(20)>(at), std::uint64_t{sizes.codes});
    for (const std::int32_t code : message.codes) at = put_unrolled(at, wide(code));
  }
  return at;
}

const byte* get(const byte* at, const byte* end, Medium<>& message, int depth) {
  return each_field(at, end, [&](const byte* value, std::uint32_t tag) {
    std::uint64_t bits = 0;
    switch (tag) {
      case varint(1):
        return get_number(value, end, message.id);
      case varint(2):
        return get_number(value, end, message.created);
      case varint(3):
        return get_number(value, end, message.flags);
      case varint(4):
        return get_number(value, end, message.hash);
      case varint(5):
        value = get(value, end, bits);
        message.delta = static_cast<std::int32_t>(unzigzag(static_cast<std::uint32_t>(bits)));
        return value;
      case varint(6):
        value = get(value, end, bits);
        message.offset = unzigzag(bits);
        return value;
      case fixed32(7):
        return get_fixed(value, end, message.checksum);
      case fixed64(8):
        return get_fixed(value, end, message.token);
      case varint(9):
        value = get(value, end, bits);
        message.active = bits != 0;
        return value;
      case fixed32(10):
        return get_fixed(value, end, message.ratio);
      case fixed64(11):
        return get_fixed(value, end, message.score);
      case varint(12):
        value = get(value, end, bits);
        message.kind = static_cast<Kind>(static_cast<std::int32_t>(bits));
        return value;
      case bytes(13):
        return get_text(value, end, message.name);
      case bytes(14):
        return get_text(value, end, message.email);
      case bytes(15):
        return get_bytes(value, end, message.digest);
      case bytes(16):
        return get(value, end, message.home, depth - 1);
      case bytes(17):
        if (!message.office) message.office.emplace();
        return get(value, end, *message.office, depth - 1);
      case bytes(18):
        return get_text(value, end, message.tags.emplace_back());
      case bytes(19):
        return get(value, end, message.labels.emplace_back(), depth - 1);
      case bytes(20):
        return get_packed(value, end, message.codes);
      case varint(20):
        return get_number(value, end, message.codes.emplace_back());
      default:
        return skip(value, end, tag, depth);
    }
  });
}

// ---- Large

std::size_t size_of(const Record<>& message) {
  std::size_t size = 0;
  if (message.id != 0) size += 1 + size_of(wide(message.id));
  if (!message.name.empty()) size += 1 + size_of_bytes(message.name.size());
  if (!is_zero(message.price)) size += 9;
  if (message.changed != 0) size += 1 + size_of(static_cast<std::uint64_t>(message.changed));
  return size;
}

byte* put(byte* at, const Record<>& message) {
  if (message.id != 0) at = put(put_tag<varint(1)>(at), wide(message.id));
  if (!message.name.empty()) at = put_text(put_tag<bytes(2)>(at), message.name);
  if (!is_zero(message.price)) at = put_fixed(put_tag<fixed64(3)>(at), message.price);
  if (message.changed != 0) {
    at = put(put_tag<varint(4)>(at), static_cast<std::uint64_t>(message.changed));
  }
  return at;
}

const byte* get(const byte* at, const byte* end, Record<>& message, int depth) {
  at = get_length(at, end);
  if (at == nullptr || depth == 0) return nullptr;
  return each_field(at, end, [&](const byte* value, std::uint32_t tag) {
    switch (tag) {
      case varint(1):
        return get_number(value, end, message.id);
      case bytes(2):
        return get_text(value, end, message.name);
      case fixed64(3):
        return get_fixed(value, end, message.price);
      case varint(4):
        return get_number(value, end, message.changed);
      default:
        return skip(value, end, tag, depth);
    }
  });
}

struct large_sizes {
  std::size_t all = 0, numbers = 0;
};

large_sizes sizes_of(const Large<>& message) {
  large_sizes sizes;
  if (!message.numbers.empty()) {
    for (const std::int64_t number : message.numbers) {
      sizes.numbers += size_of(static_cast<std::uint64_t>(number));
    }
    sizes.all += 1 + size_of_bytes(sizes.numbers);
  }
  if (!message.values.empty()) sizes.all += 1 + size_of_bytes(message.values.size() * 8);
  for (const Record<>& record : message.records) sizes.all += 1 + size_of_bytes(size_of(record));
  return sizes;
}

byte* put(byte* at, const Large<>& message, const large_sizes& sizes) {
  if (!message.numbers.empty()) {
    at = put(put_tag<bytes(1)>(at), std::uint64_t{sizes.numbers});
    for (const std::int64_t number : message.numbers) {
      at = put_unrolled(at, static_cast<std::uint64_t>(number));
    }
  }
  if (!message.values.empty()) {
    const std::size_t size = message.values.size() * 8;
    at = put(put_tag<bytes(2)>(at), std::uint64_t{size});
    std::memcpy(at, message.values.data(), size);
    at += size;
  }
  for (const Record<>& record : message.records) {
    at = put(put(put_tag<bytes(3)>(at), std::uint64_t{size_of(record)}), record);
  }
  return at;
}

const byte* get(const byte* at, const byte* end, Large<>& message, int depth) {
  return each_field(at, end, [&](const byte* value, std::uint32_t tag) {
    switch (tag) {
      case bytes(1):
        return get_packed(value, end, message.numbers);
      case varint(1):
        return get_number(value, end, message.numbers.emplace_back());
      case bytes(2):
        return get_packed_doubles(value, end, message.values);
      case fixed64(2):
        return get_fixed(value, end, message.values.emplace_back());
      case bytes(3):
        return get(value, end, message.records.emplace_back(), depth - 1);
      default:
        return skip(value, end, tag, depth);
    }
  });
}

// ---- Sparse

struct sparse_sizes {
  std::size_t all = 0, list_2 = 0;
};

sparse_sizes sizes_of(const Sparse<>& m) {
  sparse_sizes sizes;
  std::size_t size = 0;
  for (const std::int32_t number :
       {m.number_1, m.number_2, m.number_3, m.number_4, m.number_5, m.number_6}) {
    if (number != 0) size += 1 + size_of(wide(number));
  }
  for (const std::int64_t count : {m.count_1, m.count_2, m.count_3, m.count_4}) {
    if (count != 0) size += 1 + size_of(static_cast<std::uint64_t>(count));
  }
  const auto add_text = [&size](const std::string& text, std::size_t tag) {
    if (!text.empty()) size += tag + size_of_bytes(text.size());
  };
  add_text(m.text_1, 1);
  add_text(m.text_2, 1);
  add_text(m.text_3, 1);
  add_text(m.text_4, 1);
  add_text(m.text_5, 1);
  add_text(m.text_6, 2);
  add_text(m.text_7, 2);
  add_text(m.text_8, 2);
  for (const double value : {m.value_1, m.value_2, m.value_3, m.value_4}) {
    if (!is_zero(value)) size += 10;
  }
  size += std::size_t{3} * (m.flag_1 + m.flag_2 + m.flag_3 + m.flag_4);
  for (const std::string& text : m.list_1) size += 2 + size_of_bytes(text.size());
  if (!m.list_2.empty()) {
    for (const std::int32_t number : m.list_2) sizes.list_2 += size_of(wide(number));
    size += 2 + size_of_bytes(sizes.list_2);
  }
  for (const Label<>& label : m.list_3) size += 2 + size_of_bytes(size_of(label));
  if (m.kind != Kind{}) size += 2 + size_of(wide(static_cast<std::int32_t>(m.kind)));
  sizes.all = size;
  return sizes;
}

byte* put(byte* at, const Sparse<>& m, const sparse_sizes& sizes) {
  if (m.number_1 != 0) at = put(put_tag<varint(1)>(at), wide(m.number_1));
  if (m.number_2 != 0) at = put(put_tag<varint(2)>(at), wide(m.number_2));
  if (m.number_3 != 0) at = put(put_tag<varint(3)>(at), wide(m.number_3));
  if (m.number_4 != 0) at = put(put_tag<varint(4)>(at), wide(m.number_4));
  if (m.number_5 != 0) at = put(put_tag<varint(5)>(at), wide(m.number_5));
  if (m.number_6 != 0) at = put(put_tag<varint(6)>(at), wide(m.number_6));
  if (m.count_1 != 0) at = put(put_tag<varint(7)>(at), static_cast<std::uint64_t>(m.count_1));
  if (m.count_2 != 0) at = put(put_tag<varint(8)>(at), static_cast<std::uint64_t>(m.count_2));
  if (m.count_3 != 0) at = put(put_tag<varint(9)>(at), static_cast<std::uint64_t>(m.count_3));
  if (m.count_4 != 0) at = put(put_tag<varint(10)>(at), static_cast<std::uint64_t>(m.count_4));
  if (!m.text_1.empty()) at = put_text(put_tag<bytes(11)>(at), m.text_1);
  if (!m.text_2.empty()) at = put_text(put_tag<bytes(12)>(at), m.text_2);
  if (!m.text_3.empty()) at = put_text(put_tag<bytes(13)>(at), m.text_3);
  if (!m.text_4.empty()) at = put_text(put_tag<bytes(14)>(at), m.text_4);
  if (!m.text_5.empty()) at = put_text(put_tag<bytes(15)>(at), m.text_5);
  if (!m.text_6.empty()) at = put_text(put_tag<bytes(16)>(at), m.text_6);
  if (!m.text_7.empty()) at = put_text(put_tag<bytes(17)>(at), m.text_7);
  if (!m.text_8.empty()) at = put_text(put_tag<bytes(18)>(at), m.text_8);
  if (!is_zero(m.value_1)) at = put_fixed(put_tag<fixed64(19)>(at), m.value_1);
  if (!is_zero(m.value_2)) at = put_fixed(put_tag<fixed64(20)>(at), m.value_2);
  if (!is_zero(m.value_3)) at = put_fixed(put_tag<fixed64(21)>(at), m.value_3);
  if (!is_zero(m.value_4)) at = put_fixed(put_tag<fixed64(22)>(at), m.value_4);
  if (m.flag_1) at = put(put_tag<varint(23)>(at), std::uint64_t{1});
  if (m.flag_2) at = put(put_tag<varint(24)>(at), std::uint64_t{1});
  if (m.flag_3) at = put(put_tag<varint(25)>(at), std::uint64_t{1});
  if (m.flag_4) at = put(put_tag<varint(26)>(at), std::uint64_t{1});
  for (const std::string& text : m.list_1) at = put_text(put_tag<bytes(27)>(at), text);
  if (!m.list_2.empty()) {
    at = put(put_tag<bytes(28)>(at), std::uint64_t{sizes.list_2});
    for (const std::int32_t number : m.list_2) at = put_unrolled(at, wide(number));
  }
  for (const Label<>& label : m.list_3) {
    at = put(put(put_tag<bytes(29)>(at), std::uint64_t{size_of(label)}), label);
  }
  if (m.kind != Kind{}) {
    at = put(put_tag<varint(30)>(at), wide(static_cast<std::int32_t>(m.kind)));
  }
  return at;
}

const byte* get(const byte* at, const byte* end, Sparse<>& m, int depth) {
  const auto get_flag = [end](const byte* value, bool& flag) {
    std::uint64_t bits = 0;
    value = get(value, end, bits);
    flag = bits != 0;
    return value;
  };
  return each_field(at, end, [&](const byte* value, std::uint32_t tag) {
    std::uint64_t bits = 0;
    switch (tag) {
      case varint(1):
        return get_number(value, end, m.number_1);
      case varint(2):
        return get_number(value, end, m.number_2);
      case varint(3):
        return get_number(value, end, m.number_3);
      case varint(4):
        return get_number(value, end, m.number_4);
      case varint(5):
        return get_number(value, end, m.number_5);
      case varint(6):
        return get_number(value, end, m.number_6);
      case varint(7):
        return get_number(value, end, m.count_1);
      case varint(8):
        return get_number(value, end, m.count_2);
      case varint(9):
        return get_number(value, end, m.count_3);
      case varint(10):
        return get_number(value, end, m.count_4);
      case bytes(11):
        return get_text(value, end, m.text_1);
      case bytes(12):
        return get_text(value, end, m.text_2);
      case bytes(13):
        return get_text(value, end, m.text_3);
      case bytes(14):
        return get_text(value, end, m.text_4);
      case bytes(15):
        return get_text(value, end, m.text_5);
      case bytes(16):
        return get_text(value, end, m.text_6);
      case bytes(17):
        return get_text(value, end, m.text_7);
      case bytes(18):
        return get_text(value, end, m.text_8);
      case fixed64(19):
        return get_fixed(value, end, m.value_1);
      case fixed64(20):
        return get_fixed(value, end, m.value_2);
      case fixed64(21):
        return get_fixed(value, end, m.value_3);
      case fixed64(22):
        return get_fixed(value, end, m.value_4);
      case varint(23):
        return get_flag(value, m.flag_1);
      case varint(24):
        return get_flag(value, m.flag_2);
      case varint(25):
        return get_flag(value, m.flag_3);
      case varint(26):
        return get_flag(value, m.flag_4);
      case bytes(27):
        return get_text(value, end, m.list_1.emplace_back());
      case bytes(28):
        return get_packed(value, end, m.list_2);
      case varint(28):
        return get_number(value, end, m.list_2.emplace_back());
      case bytes(29):
        return get(value, end, m.list_3.emplace_back(), depth - 1);
      case varint(30):
        value = get(value, end, bits);
        m.kind = static_cast<Kind>(static_cast<std::int32_t>(bits));
        return value;
      default:
        return skip(value, end, tag, depth);
    }
  });
}

// ---- for the plan

// What size_of() finds is all there is to know of a message that nests nothing.
struct flat_sizes {
  std::size_t all;
};
flat_sizes sizes_of(const Tiny<>& message) {
  return {size_of(message)};
}
byte* put(byte* at, const Tiny<>& message, const flat_sizes&) {
  return put(at, message);
}

struct codec {
  template <class M>
  static std::size_t size(const M& message) {
    return sizes_of(message).all;
  }
  template <class M>
  static std::string_view write(const M& message, std::string& room) {
    const auto sizes = sizes_of(message);
    put(reinterpret_cast<byte*>(room.data()), message, sizes);
    return {room.data(), sizes.all};
  }
  template <class M>
  static std::string encode(const M& message) {
    const auto sizes = sizes_of(message);
    std::string encoded(sizes.all, '\0');
    put(reinterpret_cast<byte*>(encoded.data()), message, sizes);
    return encoded;
  }
  static std::string_view text(const std::string& encoded) { return encoded; }

  template <class M>
  static void read(std::string_view encoded, M& message) {
    const auto* const at = reinterpret_cast<const byte*>(encoded.data());
    if (get(at, at + encoded.size(), message, depth_limit) == nullptr && !encoded.empty()) {
      throw std::runtime_error("malformed");
    }
  }
};

const library by_hand{[](plan& to) {
  add_codec<codec, Tiny<>>(to, "by hand", "tiny");
  add_codec<codec, Medium<>>(to, "by hand", "medium");
  add_codec<codec, Large<>>(to, "by hand", "large");
  add_codec<codec, Sparse<>>(to, "by hand", "sparse");
}};

}  // namespace

std::string encode(const Tiny<>& message) {
  return codec::encode(message);
}
std::string encode(const Medium<>& message) {
  return codec::encode(message);
}
std::string encode(const Large<>& message) {
  return codec::encode(message);
}
std::string encode(const Sparse<>& message) {
  return codec::encode(message);
}

}  // namespace bench::by_hand
