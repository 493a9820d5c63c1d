// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>
#include <tern/well_known.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tests/conformance/protobuf/test_messages_edition2023.hpp>

/// What the conformance runner of Protobuf fills. The messages of proto3 and proto2 are there
/// twice: in a file of their own syntax, and in one of edition 2023 that says the same.
///
/// C++ reserves names with two underscores, so those have another one here.

#define TEST_MESSAGES_NAMESPACE protobuf_test_messages::proto3
#define TEST_MESSAGES_PACKAGE "protobuf_test_messages.proto3"
#include <tests/conformance/protobuf/test_messages_proto3.hpp>
#undef TEST_MESSAGES_NAMESPACE
#undef TEST_MESSAGES_PACKAGE

#define TEST_MESSAGES_NAMESPACE protobuf_test_messages::editions::proto3
#define TEST_MESSAGES_PACKAGE "protobuf_test_messages.editions.proto3"
#include <tests/conformance/protobuf/test_messages_proto3.hpp>
#undef TEST_MESSAGES_NAMESPACE
#undef TEST_MESSAGES_PACKAGE

#define TEST_MESSAGES_NAMESPACE protobuf_test_messages::proto2
#define TEST_MESSAGES_PACKAGE "protobuf_test_messages.proto2"
#include <tests/conformance/protobuf/test_messages_proto2.hpp>
#undef TEST_MESSAGES_NAMESPACE
#undef TEST_MESSAGES_PACKAGE

#define TEST_MESSAGES_NAMESPACE protobuf_test_messages::editions::proto2
#define TEST_MESSAGES_PACKAGE "protobuf_test_messages.editions.proto2"
#include <tests/conformance/protobuf/test_messages_proto2.hpp>
#undef TEST_MESSAGES_NAMESPACE
#undef TEST_MESSAGES_PACKAGE
