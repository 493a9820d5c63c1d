// SPDX-License-Identifier: MIT
#pragma once

/// The contract for other languages: descriptors, `.proto` files, and what a change of it breaks.
/// Without networking.

#include <tern/contract.hpp>

#include <tern/schema/committed_schema.hpp>
#include <tern/schema/compatibility.hpp>
#include <tern/schema/descriptor.hpp>
#include <tern/schema/proto_files.hpp>
#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>

namespace tern {

using schema::check_compatible;
using schema::compatibility;
using schema::descriptor;
using schema::proto_file;
using schema::proto_files;

}  // namespace tern
