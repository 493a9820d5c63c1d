// SPDX-License-Identifier: MIT
#include <ylt/struct_pb.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan.hpp"

/// struct_pb of yalantinglibs. It checks no UTF-8 and fails on fields that it does not know.
namespace bench::with_struct_pb {

enum class Kind : std::int32_t { unspecified = 0, private_person = 1, business = 2 };

struct Tiny {
  std::int32_t id = 0;
  std::string name;
};
YLT_REFL(Tiny, id, name);

struct Place {
  std::string street;
  std::string city;
  double latitude = 0;
  double longitude = 0;
};
YLT_REFL(Place, street, city, latitude, longitude);

struct Label {
  std::string key;
  std::string value;
};
YLT_REFL(Label, key, value);

struct Medium {
  std::int32_t id = 0;
  std::int64_t created = 0;
  std::uint32_t flags = 0;
  std::uint64_t hash = 0;
  struct_pb::sint32_t delta{};
  struct_pb::sint64_t offset{};
  struct_pb::fixed32_t checksum{};
  struct_pb::fixed64_t token{};
  bool active = false;
  float ratio = 0;
  double score = 0;
  Kind kind = Kind::unspecified;
  std::string name;
  std::string email;
  std::string digest;
  Place home;
  std::optional<Place> office;
  std::vector<std::string> tags;
  std::vector<Label> labels;
  std::vector<std::int32_t> codes;
};
YLT_REFL(Medium, id, created, flags, hash, delta, offset, checksum, token, active, ratio, score,
         kind, name, email, digest, home, office, tags, labels, codes);

struct Record {
  std::int32_t id = 0;
  std::string name;
  double price = 0;
  std::int64_t changed = 0;
};
YLT_REFL(Record, id, name, price, changed);

struct Large {
  std::vector<std::int64_t> numbers;
  std::vector<double> values;
  std::vector<Record> records;
};
YLT_REFL(Large, numbers, values, records);

struct Sparse {
  std::int32_t number_1 = 0, number_2 = 0, number_3 = 0, number_4 = 0, number_5 = 0, number_6 = 0;
  std::int64_t count_1 = 0, count_2 = 0, count_3 = 0, count_4 = 0;
  std::string text_1, text_2, text_3, text_4, text_5, text_6, text_7, text_8;
  double value_1 = 0, value_2 = 0, value_3 = 0, value_4 = 0;
  bool flag_1 = false, flag_2 = false, flag_3 = false, flag_4 = false;
  std::vector<std::string> list_1;
  std::vector<std::int32_t> list_2;
  std::vector<Label> list_3;
  Kind kind = Kind::unspecified;
};
YLT_REFL(Sparse, number_1, number_2, number_3, number_4, number_5, number_6, count_1, count_2,
         count_3, count_4, text_1, text_2, text_3, text_4, text_5, text_6, text_7, text_8, value_1,
         value_2, value_3, value_4, flag_1, flag_2, flag_3, flag_4, list_1, list_2, list_3, kind);

namespace {

struct codec {
  template <class M>
  static std::string_view write(const M& message, std::string& room) {
    struct_pb::to_pb(message, room);
    return room;
  }
  template <class M>
  static std::string encode(const M& message) {
    std::string encoded;
    struct_pb::to_pb(message, encoded);
    return encoded;
  }
  static std::string_view text(const std::string& encoded) { return encoded; }
  template <class M>
  static void read(std::string_view encoded, M& message) {
    struct_pb::from_pb(message, encoded);
  }
};

const library struct_pb_library{[](plan& to) {
  add_codec<codec, Tiny>(to, "struct_pb", "tiny");
  add_codec<codec, Medium>(to, "struct_pb", "medium");
  add_codec<codec, Large>(to, "struct_pb", "large");
  add_codec<codec, Sparse>(to, "struct_pb", "sparse");
}};

}  // namespace
}  // namespace bench::with_struct_pb
