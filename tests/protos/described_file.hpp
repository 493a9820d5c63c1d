// SPDX-License-Identifier: MIT
#pragma once

#include <tern/schema/contract_types.hpp>

#include <string_view>

/// A file of the protos under test: what its header describes.
struct described_file {
  std::string_view name;
  tern::schema::contract_types (*types)();
};
