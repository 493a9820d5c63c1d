// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::transport {

/// Whether a PEM is the text itself and not the path of a file.
[[nodiscard]] inline bool is_pem_text(std::string_view given) noexcept {
  return given.find("-----BEGIN") != std::string_view::npos;
}

/// The text of a PEM that is given as such or as the path of a file.
/// @error unavailable if the file cannot be read.
[[nodiscard]] inline result<std::string> read_pem(const std::string& given) {
  if (is_pem_text(given)) return given;
  std::ifstream file{given, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (!file.is_open() || file.bad()) {
    return status{code::unavailable, "the file \"" + given + "\" cannot be read"};
  }
  if (!is_pem_text(text)) {
    return status{code::unavailable, "the file \"" + given + "\" holds no PEM"};
  }
  return text;
}

/// Remembers files, to notice when one of them has changed.
class tls_files {
 public:
  /// @param given PEMs; those that are texts never change.
  explicit tls_files(std::vector<std::string> given) : paths_(std::move(given)) {
    std::erase_if(paths_,
                  [](const std::string& each) { return each.empty() || is_pem_text(each); });
  }

  /// What the files are like now; to be compared.
  using stamp = std::vector<std::pair<std::filesystem::file_time_type, std::uintmax_t>>;
  [[nodiscard]] stamp look() const {
    stamp now;
    for (const std::string& each : paths_) {
      std::error_code ignored;
      const auto time = std::filesystem::last_write_time(each, ignored);
      now.emplace_back(time, std::filesystem::file_size(each, ignored));
    }
    return now;
  }

  [[nodiscard]] bool empty() const noexcept { return paths_.empty(); }

 private:
  std::vector<std::string> paths_;
};

/// Something made of files, made anew when they change. What does not load is not used.
/// @thread any.
template <class T>
class tls_reloaded {
 public:
  using maker = unique_function<result<std::shared_ptr<const T>>()>;

  /// @param interval how often to look at the files, at most; zero never looks.
  tls_reloaded(tls_files files, runtime::duration interval, maker make)
      : files_(std::move(files)), interval_(interval), make_(std::move(make)) {}

  /// Makes it for the first time, or again, whether or not the files have changed.
  [[nodiscard]] status reload() {
    const std::lock_guard lock{mutex_};
    return make_anew();
  }

  /// The newest that could be made.
  [[nodiscard]] std::shared_ptr<const T> current(runtime::time_point now) {
    const std::lock_guard lock{mutex_};
    if (interval_ > runtime::duration::zero() && !files_.empty() && now >= next_look_) {
      next_look_ = runtime::saturating_add(now, interval_);
      if (files_.look() != seen_) static_cast<void>(make_anew());
    }
    return made_;
  }

  [[nodiscard]] std::uint64_t reload_count() {
    const std::lock_guard lock{mutex_};
    return made_count_ == 0 ? 0 : made_count_ - 1;
  }
  [[nodiscard]] std::uint64_t failed_reload_count() {
    const std::lock_guard lock{mutex_};
    return failed_count_;
  }

 private:
  status make_anew() {
    // Before they are read: a change meanwhile is seen the next time.
    tls_files::stamp seen = files_.look();
    auto fresh = make_();
    if (!fresh) {
      ++failed_count_;
      return fresh.status();
    }
    seen_ = std::move(seen);
    made_ = *std::move(fresh);
    ++made_count_;
    return {};
  }

  tls_files files_;
  runtime::duration interval_;
  maker make_;
  std::mutex mutex_;
  std::shared_ptr<const T> made_;
  tls_files::stamp seen_;
  runtime::time_point next_look_ = runtime::time_point::min();
  std::uint64_t made_count_ = 0;
  std::uint64_t failed_count_ = 0;
};

}  // namespace tern::transport
