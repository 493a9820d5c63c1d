// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace protoc_gen_tern {

/// A file of Protobuf whose types tern has: they are in the namespace tern::protobuf.
struct well_known_file {
  std::string_view proto;
  std::string_view header;
};

inline constexpr auto well_known_files = std::to_array<well_known_file>({
    {"google/api/http.proto", "tern/descriptor/http_rule.hpp"},
    {"google/protobuf/any.proto", "tern/protobuf/any.hpp"},
    {"google/protobuf/api.proto", "tern/protobuf/api.hpp"},
    {"google/protobuf/compiler/plugin.proto", "tern/descriptor/plugin.hpp"},
    {"google/protobuf/descriptor.proto", "tern/descriptor/descriptor.hpp"},
    {"google/protobuf/duration.proto", "tern/protobuf/duration.hpp"},
    {"google/protobuf/empty.proto", "tern/protobuf/empty.hpp"},
    {"google/protobuf/field_mask.proto", "tern/protobuf/field_mask.hpp"},
    {"google/protobuf/source_context.proto", "tern/protobuf/source_context.hpp"},
    {"google/protobuf/struct.proto", "tern/protobuf/struct.hpp"},
    {"google/protobuf/timestamp.proto", "tern/protobuf/timestamp.hpp"},
    {"google/protobuf/type.proto", "tern/protobuf/type.hpp"},
    {"google/protobuf/wrappers.proto", "tern/protobuf/wrappers.hpp"},
});

/// The file, or null if it is none of them.
[[nodiscard]] constexpr const well_known_file* find_well_known(std::string_view proto) {
  const auto* const found = std::ranges::find(well_known_files, proto, &well_known_file::proto);
  return found == well_known_files.end() ? nullptr : found;
}

}  // namespace protoc_gen_tern
