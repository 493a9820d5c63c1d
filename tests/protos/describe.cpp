// SPDX-License-Identifier: MIT
#include "described_file.hpp"

#include <tern/codec/proto.hpp>
#include <tern/schema/descriptor.hpp>

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

// Writes for each file of the protos three texts, each behind its size in four bytes: its name,
// what tern says about its contract as a FileDescriptorSet, and the error if it says nothing.

/// Written by run.py.
std::span<const std::span<const described_file>> all_files();

namespace {

void write_text(std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::fwrite(&size, sizeof size, 1, stdout);
  std::fwrite(text.data(), 1, size, stdout);
}

}  // namespace

int main() {
  for (const std::span<const described_file> part : all_files()) {
    for (const described_file& file : part) {
      const auto set = tern::schema::describe(file.types());
      write_text(file.name);
      write_text(set ? tern::as_text(tern::codec::encode(*set).view()) : std::string_view{});
      write_text(set ? std::string_view{} : set.status().message());
    }
  }
  return 0;
}
