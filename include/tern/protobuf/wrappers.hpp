// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// One value in a message, from the time when proto3 had no `optional`: as a member,
/// `std::optional<Int32Value>` tells 0 from nothing. In JSON it is the value alone.
/// @source google/protobuf/wrappers.proto

struct DoubleValue {
  double value = 0;

  friend bool operator==(const DoubleValue&, const DoubleValue&) = default;
};
TERN_MESSAGE(DoubleValue, "google.protobuf.DoubleValue", (1, value))

struct FloatValue {
  float value = 0;

  friend bool operator==(const FloatValue&, const FloatValue&) = default;
};
TERN_MESSAGE(FloatValue, "google.protobuf.FloatValue", (1, value))

struct Int64Value {
  std::int64_t value = 0;

  friend bool operator==(const Int64Value&, const Int64Value&) = default;
};
TERN_MESSAGE(Int64Value, "google.protobuf.Int64Value", (1, value))

struct UInt64Value {
  std::uint64_t value = 0;

  friend bool operator==(const UInt64Value&, const UInt64Value&) = default;
};
TERN_MESSAGE(UInt64Value, "google.protobuf.UInt64Value", (1, value))

struct Int32Value {
  std::int32_t value = 0;

  friend bool operator==(const Int32Value&, const Int32Value&) = default;
};
TERN_MESSAGE(Int32Value, "google.protobuf.Int32Value", (1, value))

struct UInt32Value {
  std::uint32_t value = 0;

  friend bool operator==(const UInt32Value&, const UInt32Value&) = default;
};
TERN_MESSAGE(UInt32Value, "google.protobuf.UInt32Value", (1, value))

struct BoolValue {
  bool value = false;

  friend bool operator==(const BoolValue&, const BoolValue&) = default;
};
TERN_MESSAGE(BoolValue, "google.protobuf.BoolValue", (1, value))

struct StringValue {
  std::string value;

  friend bool operator==(const StringValue&, const StringValue&) = default;
};
TERN_MESSAGE(StringValue, "google.protobuf.StringValue", (1, value))

struct BytesValue {
  std::vector<std::byte> value;

  friend bool operator==(const BytesValue&, const BytesValue&) = default;
};
TERN_MESSAGE(BytesValue, "google.protobuf.BytesValue", (1, value))

}  // namespace tern::protobuf
