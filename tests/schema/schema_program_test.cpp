// SPDX-License-Identifier: MIT
#include <tern/schema/schema_program.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <examples/greeter.hpp>

#include <doctest/doctest.h>

namespace {

int run(std::vector<std::string> words) {
  words.insert(words.begin(), "program");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return tern::schema::run_program<hello::v1::Greeter>(static_cast<int>(arguments.size()),
                                                       arguments.data());
}

}  // namespace

TEST_CASE("a program writes the files of a contract, and checks it against them") {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("tern_program_" + std::to_string(std::random_device{}()));
  const auto file = folder / "hello/v1/hello.proto";
  CHECK(run({"write", folder.string()}) == 0);
  REQUIRE(is_regular_file(file));
  CHECK(run({"check", file.string()}) == 0);
  CHECK(run({"check", file.string(), "WIRE"}) == 0);

  // What is there already is not touched.
  const auto old = last_write_time(file) - std::chrono::hours{1};
  last_write_time(file, old);
  CHECK(run({"write", folder.string()}) == 0);
  CHECK(last_write_time(file) == old);

  std::ofstream{file}
      << "syntax = \"proto3\"; package hello.v1; message HelloReply { bytes text = 1; }";
  CHECK(run({"check", file.string()}) == 1);
  CHECK(run({"write", folder.string()}) == 0);
  CHECK(last_write_time(file) != old);
  CHECK(run({"check", file.string()}) == 0);

  CHECK(run({"check", (folder / "none.proto").string()}) == 1);
  CHECK(run({"write", file.string()}) == 1);  // no folder
  CHECK(run({}) == 1);
  CHECK(run({"read", "x"}) == 1);
  remove_all(folder);
}
