// SPDX-License-Identifier: MIT

#include <tern/transport/directory.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace {

namespace fs = std::filesystem;
using tern::transport::directory;
using kind = directory::kind;

struct folder {
  folder() {
    fs::create_directories(top / "inside/deep");
    write("inside/a.txt", "hello");
    write("inside/deep/b.txt", "deep");
    write("outside.txt", "secret");
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { fs::remove_all(top); }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream{top / name, std::ios::binary} << text;
  }
  fs::path top =
      fs::temp_directory_path() / ("tern-directory-" + std::to_string(std::random_device{}()));
};

std::string text_of(const tern::transport::open_file& file, std::uint64_t offset = 0) {
  std::array<char, 64> room{};
  const auto got = file.read(std::as_writable_bytes(std::span{room}), offset);
  return got ? std::string(room.data(), *got) : "failed";
}

}  // namespace

TEST_CASE("files in a directory are found, and read from where one likes") {
  const folder here;
  const auto root = directory::open(here.top / "inside");
  REQUIRE(root);
  const auto found = root->find("a.txt");
  REQUIRE(found.what == kind::file);
  CHECK(found.file.size_bytes() == 5);
  CHECK(text_of(found.file) == "hello");
  CHECK(text_of(found.file, 3) == "lo");
  CHECK(text_of(found.file, 9).empty());
  CHECK(std::chrono::system_clock::now() - found.file.modified() < std::chrono::hours{1});
  CHECK(text_of(root->find("deep/b.txt").file) == "deep");
  CHECK(root->find("deep").what == kind::directory);
  CHECK(root->find(".").what == kind::directory);
  CHECK(root->find("missing").what == kind::nothing);
  CHECK(root->find("a.txt/b").what == kind::nothing);
}

TEST_CASE("nothing outside is reached, whatever leads there") {
  const folder here;
  fs::create_symlink(here.top / "outside.txt", here.top / "inside/absolute");
  fs::create_symlink("../outside.txt", here.top / "inside/relative");
  fs::create_directory_symlink("..", here.top / "inside/up");
  fs::create_symlink("deep/../a.txt", here.top / "inside/in");
  fs::create_symlink("self", here.top / "inside/self");
  // Beside, with a name that begins in the same way.
  fs::create_directories(here.top / "inside-not");
  here.write("inside-not/c.txt", "not");
  const auto root = directory::open(here.top / "inside");
  REQUIRE(root);
  for (const std::string name :
       {"absolute", "relative", "up", "up/outside.txt", "up/inside/a.txt/..", "../outside.txt",
        "../inside-not/c.txt", "deep/../../outside.txt", "/etc/passwd", "self", "..", "../.."}) {
    INFO(name);
    CHECK(root->find(name).what == kind::nothing);
  }
  CHECK(text_of(root->find("in").file) == "hello");
}

TEST_CASE("what is neither a file nor a directory is nothing, and is not waited for") {
  const folder here;
  REQUIRE(::mkfifo((here.top / "inside/pipe").c_str(), 0600) == 0);
  const auto root = directory::open(here.top / "inside");
  REQUIRE(root);
  CHECK(root->find("pipe").what == kind::nothing);
}

TEST_CASE("the directory may be a link that leads somewhere else tomorrow") {
  const folder here;
  fs::create_directories(here.top / "next");
  here.write("next/a.txt", "next");
  fs::create_directory_symlink("inside", here.top / "current");
  const auto root = directory::open(here.top / "current");
  REQUIRE(root);
  CHECK(text_of(root->find("a.txt").file) == "hello");
  fs::remove(here.top / "current");
  fs::create_directory_symlink("next", here.top / "current");
  CHECK(text_of(root->find("a.txt").file) == "next");
  fs::remove(here.top / "current");
  CHECK(root->find("a.txt").what == kind::nothing);
}

TEST_CASE("what is no directory is said to be none") {
  const folder here;
  CHECK(directory::open(here.top / "missing").status().code() == tern::code::not_found);
  const auto file = directory::open(here.top / "outside.txt");
  CHECK(file.status().message().find("outside.txt") != std::string::npos);
}
