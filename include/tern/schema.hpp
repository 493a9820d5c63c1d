// SPDX-License-Identifier: MIT
#pragma once

/// The contract for other languages: descriptors and `.proto` files. Without networking.

#include <tern/contract.hpp>

#include <tern/schema/compatibility.hpp>
#include <tern/schema/descriptor.hpp>
#include <tern/schema/proto_files.hpp>
#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>

namespace tern {

using schema::descriptor;
using schema::proto_file;
using schema::proto_files;

}  // namespace tern
