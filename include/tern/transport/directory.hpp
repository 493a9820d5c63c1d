// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>

namespace tern::transport {

/// A descriptor of the system, closed when this ends.
class file_descriptor {
 public:
  file_descriptor() = default;
  explicit file_descriptor(int number) noexcept : number_(number) {}
  file_descriptor(file_descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  file_descriptor& operator=(file_descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~file_descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  explicit operator bool() const noexcept { return number_ >= 0; }
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_ = -1;
};

/// A file that is open for reading.
class open_file {
 public:
  open_file() = default;
  open_file(file_descriptor descriptor, std::uint64_t size_bytes,
            std::chrono::sys_time<std::chrono::nanoseconds> modified) noexcept
      : descriptor_(std::move(descriptor)), size_bytes_(size_bytes), modified_(modified) {}

  /// As it was when it was opened.
  [[nodiscard]] std::uint64_t size_bytes() const noexcept { return size_bytes_; }
  [[nodiscard]] std::chrono::sys_time<std::chrono::nanoseconds> modified() const noexcept {
    return modified_;
  }

  /// Fills `room` with what is there from `offset` on.
  /// @returns how many bytes it was: fewer than there is room for only at the end of the file.
  /// @error unavailable if it cannot be read.
  [[nodiscard]] result<std::size_t> read(byte_span room, std::uint64_t offset) const {
    std::size_t filled = 0;
    while (filled < room.size()) {
      const auto got = ::pread(descriptor_.get(), room.data() + filled, room.size() - filled,
                               static_cast<off_t>(offset + filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return status{
            code::unavailable,
            "a file cannot be read: " + std::error_code{errno, std::system_category()}.message()};
      }
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

 private:
  file_descriptor descriptor_;
  std::uint64_t size_bytes_ = 0;
  std::chrono::sys_time<std::chrono::nanoseconds> modified_{};
};

/// The files of a directory and of those in it; nothing outside can be reached through it, whatever
/// symbolic links there are, and whoever changes them meanwhile.
class directory {
 public:
  /// @error not_found if there is no such directory now.
  [[nodiscard]] static result<directory> open(std::filesystem::path at) {
    std::error_code why;
    const auto real = std::filesystem::canonical(at, why);
    if (!why && !std::filesystem::is_directory(real, why) && !why) {
      why = std::make_error_code(std::errc::not_a_directory);
    }
    if (why) {
      return status{code::not_found,
                    "there is no directory \"" + at.string() + "\": " + why.message()};
    }
    return directory{std::move(at)};
  }

  enum class kind { file, directory, nothing };

  /// What there is at a path, and the file, if it is one that can be read. Links may lead from one
  /// place in the directory to another.
  struct entry {
    kind what = kind::nothing;
    open_file file{};
  };
  [[nodiscard]] entry find(const std::filesystem::path& relative) const {
    // First all links are resolved; then the way without links is gone without following any. The
    // directory itself may be a link that leads somewhere else tomorrow.
    std::error_code why;
    const auto root = std::filesystem::canonical(path_, why);
    if (why) return {};
    const auto real = std::filesystem::canonical(root / relative, why);
    if (why) return {};
    const auto beneath = real.lexically_relative(root);
    if (beneath.empty() || *beneath.begin() == "..") return {};
    file_descriptor found = walk(root, beneath);
    struct stat facts{};
    if (!found || ::fstat(found.get(), &facts) != 0) return {};
    if (S_ISDIR(facts.st_mode)) return {.what = kind::directory};
    if (!S_ISREG(facts.st_mode)) return {};
    return {.what = kind::file,
            .file = {std::move(found), static_cast<std::uint64_t>(facts.st_size), time_of(facts)}};
  }

 private:
  explicit directory(std::filesystem::path at) : path_(std::move(at)) {}

  [[nodiscard]] static file_descriptor walk(const std::filesystem::path& root,
                                            const std::filesystem::path& beneath) {
    constexpr int reading = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
    file_descriptor at{::open(root.c_str(), reading | O_DIRECTORY)};
    for (auto part = beneath.begin(); part != beneath.end() && at; ++part) {
      if (*part == ".") continue;
      // A pipe must not be waited for: it is no regular file, and is left alone after that.
      const bool last = std::next(part) == beneath.end();
      at = file_descriptor{
          ::openat(at.get(), part->c_str(), reading | (last ? O_NONBLOCK : O_DIRECTORY))};
    }
    return at;
  }

  [[nodiscard]] static std::chrono::sys_time<std::chrono::nanoseconds> time_of(
      const struct stat& facts) noexcept {
#if defined(__APPLE__)
    const timespec& time = facts.st_mtimespec;
#else
    const timespec& time = facts.st_mtim;
#endif
    return std::chrono::sys_time<std::chrono::nanoseconds>{std::chrono::seconds{time.tv_sec} +
                                                           std::chrono::nanoseconds{time.tv_nsec}};
  }

  std::filesystem::path path_;
};

}  // namespace tern::transport
