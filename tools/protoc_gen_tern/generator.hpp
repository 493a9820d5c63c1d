// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <tern/descriptor/plugin.hpp>

#include "header_text.hpp"
#include "validator.hpp"

namespace protoc_gen_tern {

/// What the compiler gets back: a header for every file that it asks for, or an error in the
/// response, which is for those who wrote the `.proto` file.
///
/// @error invalid_argument if the request is not one of a compiler.
[[nodiscard]] inline tern::result<tern::protobuf::CodeGeneratorResponse> generate(
    const tern::protobuf::CodeGeneratorRequest& request) {
  using feature = tern::protobuf::CodeGeneratorResponse::Feature;
  using tern::protobuf::Edition;
  tern::protobuf::CodeGeneratorResponse response{
      .supported_features = static_cast<std::uint64_t>(feature::FEATURE_PROTO3_OPTIONAL) |
                            static_cast<std::uint64_t>(feature::FEATURE_SUPPORTS_EDITIONS),
      .minimum_edition = static_cast<std::int32_t>(Edition::EDITION_PROTO2),
      .maximum_edition = static_cast<std::int32_t>(Edition::EDITION_2024),
  };
  const tern::result<parameters> asked = parse_parameters(request.parameter.value_or(""));
  if (!asked) {
    response.error = asked.status().message();
    return response;
  }
  if (const tern::result<void> valid = validator::check_request(request); !valid)
    return valid.status();
  const schema all{request.proto_file};
  std::string errors;
  for (const std::string& name : request.file_to_generate) {
    const file_schema* const file = all.find_file(name);
    const header_text header{*file, all, *asked};
    for (const std::string& complaint : header.complaints()) errors.append(complaint).append("\n");
    response.file.push_back({.name = header_name(name, *asked), .content = header.text()});
  }
  if (!errors.empty()) {
    errors.pop_back();
    response.error = std::move(errors);
    response.file.clear();
  }
  return response;
}

}  // namespace protoc_gen_tern
