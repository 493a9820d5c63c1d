// SPDX-License-Identifier: MIT
#include <stdexcept>
#include <string>
#include <string_view>

#include <tern/json.hpp>

#include "by_hand.hpp"
#include "described.hpp"
#include "json.hpp"

namespace bench {
namespace {

struct codec {
  template <class M>
  static std::string write(const M& message) {
    return std::move(tern::json::encode(message)).value();
  }
  template <class M>
  static void read(std::string_view text, M& message) {
    if (const auto outcome = tern::json::decode_into(text, message); !outcome) {
      throw std::runtime_error(outcome.status().message());
    }
  }
  template <class M>
  static std::string encoding(const M& message) {
    return by_hand::encode(message);
  }
};

const library tern_json{[](plan& to) {
  json::add<codec, Tiny<>>(to, "tern", "tiny");
  json::add<codec, Medium<>>(to, "tern", "medium");
  json::add<codec, Large<>>(to, "tern", "large");
  json::add<codec, Sparse<>>(to, "tern", "sparse");
}};

}  // namespace
}  // namespace bench
