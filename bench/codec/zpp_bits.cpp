// SPDX-License-Identifier: MIT
#include <zpp_bits.h>

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plan.hpp"

/// zpp_bits in its Protobuf mode. It checks no UTF-8, and writes members that have their default
/// value, so it is not there for the sparse message. A negative int32 it refuses.
namespace bench {
namespace {

using zpp::bits::vint32_t;
using zpp::bits::vint64_t;
using zpp::bits::vsint32_t;
using zpp::bits::vsint64_t;
using zpp::bits::vuint32_t;
using zpp::bits::vuint64_t;

enum class Kind : std::int32_t { unspecified = 0, private_person = 1, business = 2 };

struct Tiny {
  using serialize = zpp::bits::pb_protocol;
  vint32_t id;
  std::string name;
};

struct Place {
  using serialize = zpp::bits::pb_protocol;
  std::string street;
  std::string city;
  double latitude = 0;
  double longitude = 0;
};

struct Label {
  using serialize = zpp::bits::pb_protocol;
  std::string key;
  std::string value;
};

struct Medium {
  using serialize = zpp::bits::pb_protocol;
  vint32_t id;
  vint64_t created;
  vuint32_t flags;
  vuint64_t hash;
  vsint32_t delta;
  vsint64_t offset;
  std::uint32_t checksum = 0;
  std::uint64_t token = 0;
  bool active = false;
  float ratio = 0;
  double score = 0;
  Kind kind = Kind::unspecified;
  std::string name;
  std::string email;
  std::vector<std::byte> digest;
  Place home;
  Place office;
  std::vector<std::string> tags;
  std::vector<Label> labels;
  std::vector<vint32_t> codes;
};

struct Record {
  using serialize = zpp::bits::pb_protocol;
  vint32_t id;
  std::string name;
  double price = 0;
  vint64_t changed;
};

struct Large {
  using serialize = zpp::bits::pb_protocol;
  std::vector<vint64_t> numbers;
  std::vector<double> values;
  std::vector<Record> records;
};

struct codec {
  template <class M>
  static std::string_view write(const M& message, std::string& room) {
    zpp::bits::out out{std::span{room}, zpp::bits::no_size{}};
    if (zpp::bits::failure(out(message))) throw std::runtime_error("no room");
    return {room.data(), out.position()};
  }
  template <class M>
  static std::vector<char> encode(const M& message) {
    std::vector<char> encoded;
    zpp::bits::out out{encoded, zpp::bits::no_size{}};
    if (zpp::bits::failure(out(message))) throw std::runtime_error("not encoded");
    return encoded;
  }
  static std::string_view text(const std::vector<char>& encoded) {
    return {encoded.data(), encoded.size()};
  }
  template <class M>
  static void read(std::string_view encoded, M& message) {
    zpp::bits::in in{std::span{encoded.data(), encoded.size()}, zpp::bits::no_size{}};
    if (zpp::bits::failure(in(message))) throw std::runtime_error("malformed");
  }
};

const library zpp_bits_library{[](plan& to) {
  add_codec<codec, Tiny>(to, "zpp_bits", "tiny");
  add_codec<codec, Medium>(to, "zpp_bits", "medium");
  add_codec<codec, Large>(to, "zpp_bits", "large");
}};

}  // namespace
}  // namespace bench
