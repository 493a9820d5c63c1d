// SPDX-License-Identifier: MIT
#include <google/protobuf/util/json_util.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "json.hpp"
#include "messages.pb.h"

/// Protobuf's own ProtoJSON.
namespace bench {
namespace {

struct codec {
  template <class M>
  static std::string write(const M& message) {
    std::string text;
    if (!google::protobuf::util::MessageToJsonString(message, &text).ok()) {
      throw std::runtime_error("not written");
    }
    return text;
  }
  template <class M>
  static void read(std::string_view text, M& message) {
    if (!google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &message).ok()) {
      throw std::runtime_error("no JSON of that message");
    }
  }
  template <class M>
  static std::string encoding(const M& message) {
    return message.SerializeAsString();
  }
};

const library protobuf_json{[](plan& to) {
  json::add<codec, v1::Tiny>(to, "protobuf", "tiny");
  json::add<codec, v1::Medium>(to, "protobuf", "medium");
  json::add<codec, v1::Large>(to, "protobuf", "large");
  json::add<codec, v1::Sparse>(to, "protobuf", "sparse");
}};

}  // namespace
}  // namespace bench
