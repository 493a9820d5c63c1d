// SPDX-License-Identifier: MIT

#include <tern/transport/tls_files.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include <stdlib.h>

using namespace std::chrono_literals;
using tern::transport::read_pem;
using tern::transport::tls_files;
using tern::transport::tls_reloaded;

namespace {

class file {
 public:
  file() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tern-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    folder_ = pattern;
  }
  file(const file&) = delete;
  file& operator=(const file&) = delete;
  ~file() { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ + "/pem"; }
  void write(const std::string& text) {
    std::ofstream{path()} << text;
    std::filesystem::last_write_time(
        path(), std::filesystem::file_time_type{} + std::chrono::seconds{++writes_});
  }

 private:
  std::string folder_;
  int writes_ = 0;
};

const std::string begin = "-----BEGIN TEST-----\n";

}  // namespace

TEST_CASE("a PEM is a text or the path of a file") {
  file on_disk;
  on_disk.write(begin + "a");
  CHECK(*read_pem(on_disk.path()) == begin + "a");
  CHECK(*read_pem(begin + "b") == begin + "b");
  CHECK(*read_pem("# a remark\n" + begin) == "# a remark\n" + begin);
  CHECK(read_pem("/nowhere/at/all").status().message() ==
        "the file \"/nowhere/at/all\" cannot be read");
  on_disk.write("nothing of the kind");
  CHECK(read_pem(on_disk.path()).status().message() ==
        "the file \"" + on_disk.path() + "\" holds no PEM");
}

TEST_CASE("what is made of files is made again when they change, and not before it is time") {
  file on_disk;
  on_disk.write(begin + "1");
  int made_count = 0;
  tls_reloaded<std::string> subject{tls_files{{on_disk.path(), begin, ""}}, 10s,
                                    [&]() -> tern::result<std::shared_ptr<const std::string>> {
                                      ++made_count;
                                      auto text = read_pem(on_disk.path());
                                      if (!text) return text.status();
                                      return std::make_shared<const std::string>(*text);
                                    }};
  REQUIRE(subject.reload().ok());
  tern::runtime::time_point now{};
  const auto text = [&] { return subject.current(now)->substr(begin.size()); };
  CHECK(text() == "1");
  CHECK(made_count == 1);
  on_disk.write(begin + "2");
  now += 9s;
  CHECK(text() == "1");
  now += 1s;
  CHECK(text() == "2");
  CHECK(made_count == 2);
  now += 10s;
  CHECK(text() == "2");
  CHECK(made_count == 2);  // nothing has changed

  on_disk.write("broken");
  now += 10s;
  CHECK(text() == "2");
  CHECK(subject.failed_reload_count() == 1);
  now += 10s;
  CHECK(text() == "2");
  CHECK(subject.failed_reload_count() == 2);  // it is tried again
  on_disk.write(begin + "3");
  CHECK(text() == "2");
  CHECK(subject.reload().ok());  // at once
  CHECK(text() == "3");
  CHECK(subject.reload_count() == 2);
}

TEST_CASE("without an interval nobody looks") {
  file on_disk;
  on_disk.write(begin + "1");
  int made_count = 0;
  tls_reloaded<int> subject{tls_files{{on_disk.path()}}, 0s,
                            [&]() -> tern::result<std::shared_ptr<const int>> {
                              return std::make_shared<const int>(++made_count);
                            }};
  REQUIRE(subject.reload().ok());
  on_disk.write(begin + "2");
  CHECK(*subject.current(tern::runtime::time_point::max()) == 1);
}
