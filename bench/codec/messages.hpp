// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The messages of messages.proto as plain structs: what tern, the codec by hand and the JSON
/// libraries fill. `Memory` says where their texts and lists live.
namespace bench {

struct owned {
  using text = std::string;
  template <class T>
  using list = std::vector<T>;
};

/// Texts that point into the bytes they were decoded from.
struct borrowed {
  using text = std::string_view;
  template <class T>
  using list = std::vector<T>;
};

/// Everything in the memory of a resource.
struct pooled {
  using text = std::pmr::string;
  template <class T>
  using list = std::pmr::vector<T>;
};

enum class Kind : std::int32_t { unspecified = 0, private_person = 1, business = 2 };

template <class Memory = owned>
struct Tiny {
  std::int32_t id = 0;
  typename Memory::text name;
};

template <class Memory = owned>
struct Place {
  typename Memory::text street;
  typename Memory::text city;
  double latitude = 0;
  double longitude = 0;
};

template <class Memory = owned>
struct Label {
  typename Memory::text key;
  typename Memory::text value;
};

template <class Memory = owned>
struct Medium {
  std::int32_t id = 0;
  std::int64_t created = 0;
  std::uint32_t flags = 0;
  std::uint64_t hash = 0;
  std::int32_t delta = 0;
  std::int64_t offset = 0;
  std::uint32_t checksum = 0;
  std::uint64_t token = 0;
  bool active = false;
  float ratio = 0;
  double score = 0;
  Kind kind = Kind::unspecified;
  typename Memory::text name;
  typename Memory::text email;
  typename Memory::text digest;
  Place<Memory> home;
  std::optional<Place<Memory>> office;
  typename Memory::template list<typename Memory::text> tags;
  typename Memory::template list<Label<Memory>> labels;
  typename Memory::template list<std::int32_t> codes;
};

template <class Memory = owned>
struct Record {
  std::int32_t id = 0;
  typename Memory::text name;
  double price = 0;
  std::int64_t changed = 0;
};

template <class Memory = owned>
struct Large {
  typename Memory::template list<std::int64_t> numbers;
  typename Memory::template list<double> values;
  typename Memory::template list<Record<Memory>> records;
};

template <class Memory = owned>
struct Sparse {
  std::int32_t number_1 = 0, number_2 = 0, number_3 = 0, number_4 = 0, number_5 = 0, number_6 = 0;
  std::int64_t count_1 = 0, count_2 = 0, count_3 = 0, count_4 = 0;
  typename Memory::text text_1, text_2, text_3, text_4, text_5, text_6, text_7, text_8;
  double value_1 = 0, value_2 = 0, value_3 = 0, value_4 = 0;
  bool flag_1 = false, flag_2 = false, flag_3 = false, flag_4 = false;
  typename Memory::template list<typename Memory::text> list_1;
  typename Memory::template list<std::int32_t> list_2;
  typename Memory::template list<Label<Memory>> list_3;
  Kind kind = Kind::unspecified;
};

/// The values that are measured: the same ones in every run.
Tiny<> make_tiny();
Medium<> make_medium();
Large<> make_large();
Sparse<> make_sparse();

}  // namespace bench
