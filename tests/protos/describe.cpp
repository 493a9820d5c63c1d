// SPDX-License-Identifier: MIT
#include "described_file.hpp"

#include <tern/codec/proto.hpp>
#include <tern/schema/descriptor.hpp>
#include <tern/schema/proto_files.hpp>

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

// Writes for each file of the protos what tern says about its contract: texts, each behind its size
// in four bytes. They are its name, a FileDescriptorSet, the error if there is none, and the name
// and the text of each `.proto` file; an empty one is the last.

/// Written by run.py.
std::span<const std::span<const described_file>> all_files();

namespace {

void write_text(std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::fwrite(&size, sizeof size, 1, stdout);
  std::fwrite(text.data(), 1, size, stdout);
}

// As tern::proto_files() does for types that are known when compiling.
void write_files(const tern::protobuf::FileDescriptorSet& set) {
  for (const auto& [name, text] : tern::schema::detail::write_files(set)) {
    write_text(name);
    write_text(text);
  }
}

}  // namespace

int main() {
  for (const std::span<const described_file> part : all_files()) {
    for (const described_file& file : part) {
      const auto set = tern::schema::describe(file.types());
      write_text(file.name);
      write_text(set ? tern::as_text(tern::codec::encode(*set).view()) : std::string_view{});
      write_text(set ? std::string_view{} : set.status().message());
      if (set) write_files(*set);
      write_text("");
    }
  }
  return 0;
}
