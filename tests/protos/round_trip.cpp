// SPDX-License-Identifier: MIT
#include "message_type.hpp"

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <span>

// Reads records from the standard input and answers each. A record is a name and the encoding of a
// message of that name, each behind its size in four bytes; the answer is one byte, 1 if it worked,
// and what the message encodes to, or the error, behind its size.

/// Written by run.py.
std::span<const std::span<const message_type>> all_types();

namespace {

bool read_record(std::string& text) {
  std::uint32_t size = 0;
  if (std::fread(&size, sizeof size, 1, stdin) != 1) return false;
  text.resize(size);
  return std::fread(text.data(), 1, size, stdin) == size;
}

void write_answer(bool worked, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::fputc(worked ? 1 : 0, stdout);
  std::fwrite(&size, sizeof size, 1, stdout);
  std::fwrite(text.data(), 1, size, stdout);
}

}  // namespace

int main() {
  std::map<std::string_view, const message_type*> types;
  for (const std::span<const message_type> part : all_types()) {
    for (const message_type& type : part) types[type.name] = &type;
  }
  std::string name;
  std::string bytes;
  while (read_record(name) && read_record(bytes)) {
    const auto found = types.find(name);
    std::string error = "there is no such type";
    const auto encoded =
        found == types.end() ? std::nullopt : found->second->round_trip(bytes, error);
    write_answer(encoded.has_value(), encoded ? *encoded : error);
  }
  return 0;
}
