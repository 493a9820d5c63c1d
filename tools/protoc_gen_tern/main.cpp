// SPDX-License-Identifier: MIT

/// protoc-gen-tern: a plugin of protoc and buf that makes contract headers out of `.proto` files.
/// It reads a request from the standard input and writes the response to the standard output. See
/// docs/protoc-gen-tern.md.

#include <tern/base/config.hpp>
#include <tern/codec/proto.hpp>

#include "generator.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace {

std::string read_all(std::FILE* file) {
  std::string bytes;
  char chunk[65536];
  for (std::size_t size; (size = std::fread(chunk, 1, sizeof chunk, file)) != 0;) {
    bytes.append(chunk, size);
  }
  return bytes;
}

bool write_all(std::FILE* file, std::string_view bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0;
}

int fail(std::string_view why) {
  std::fprintf(stderr, "protoc-gen-tern: %.*s\n", static_cast<int>(why.size()), why.data());
  return 1;
}

int run() {
  const auto request = tern::codec::decode<tern::protobuf::CodeGeneratorRequest>(
      tern::as_bytes(std::string_view{read_all(stdin)}));
  if (!request)
    return fail("the request is no CodeGeneratorRequest: " + request.status().message());
  const auto response = protoc_gen_tern::generate(*request);
  if (!response) return fail("the request is wrong: " + response.status().message());
  if (!write_all(stdout, tern::as_text(tern::codec::encode(*response).view()))) {
    return fail("the response cannot be written");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view{argv[1]} == "--version") {
    std::puts("protoc-gen-tern " TERN_VERSION);
    return 0;
  }
  if (argc > 1) {
    return fail("a plugin for protoc and buf: protoc --tern_out=DIRECTORY FILE.proto");
  }
  return run();
}
