// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include <tern/base/buffer.hpp>

namespace tern::json {

/// Where text is written: memory that grows at its end.
class output {
 public:
  output(const output&) = delete;
  output& operator=(const output&) = delete;

  /// Room for at least `bytes`: write there, then tell with advance() where that ended.
  [[nodiscard]] char* reserve(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) [[unlikely]] {
      grow(bytes);
    }
    return at_;
  }
  void advance(char* end) noexcept { at_ = end; }

  void append(char c) {
    char* const to = reserve(1);
    *to = c;
    at_ = to + 1;
  }
  void append(std::string_view text) {
    if (text.empty()) return;
    char* const to = reserve(text.size());
    std::memcpy(to, text.data(), text.size());
    at_ = to + text.size();
  }

  /// How much has been written.
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  /// What was written from one size to another.
  [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const {
    return {begin_ + begin, begin_ + end};
  }
  /// Forgets what was written behind the first `size` bytes.
  void truncate(std::size_t size) noexcept { at_ = begin_ + size; }

 protected:
  output() = default;
  ~output() = default;

  /// Replaces all three pointers: what was written stays, and at least `bytes` more have room.
  virtual void grow(std::size_t bytes) = 0;

  char* begin_ = nullptr;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

/// Appends to a string, which is complete after finish(). What is short is written on the stack
/// first, so that the string is allocated once and not larger than it must be.
class string_output final : public output {
 public:
  explicit string_output(std::string& text) : text_(text), before_(text.size()) {
    begin_ = at_ = short_;
    end_ = short_ + sizeof(short_);
  }

  void finish() {
    if (begin_ == short_) {
      text_.append(begin_, size());
    } else {
      text_.resize(before_ + size());
    }
  }
  /// Takes everything back.
  void discard() { text_.resize(before_); }

 private:
  void grow(std::size_t bytes) override {
    const std::size_t written = size();
    text_.resize(before_ + std::max(written * 2, written + bytes));
    text_.resize(text_.capacity());
    if (begin_ == short_) std::memcpy(text_.data() + before_, short_, written);
    begin_ = text_.data() + before_;
    at_ = begin_ + written;
    end_ = text_.data() + text_.size();
  }

  std::string& text_;
  std::size_t before_;
  char short_[1024];
};

/// Appends to a buffer, which is complete after finish().
class buffer_output final : public output {
 public:
  explicit buffer_output(buffer& bytes) : bytes_(bytes) { point(0, 0); }

  void finish() { bytes_.commit(size()); }

 private:
  void grow(std::size_t bytes) override {
    const std::size_t written = size();
    // By hand, because what is written is not yet committed.
    buffer larger{
        std::max({bytes_.capacity() * 2, bytes_.size() + written + bytes, std::size_t{256}}),
        bytes_.headroom()};
    larger.append(bytes_.view());
    if (written != 0) std::memcpy(larger.prepare(written).data(), begin_, written);
    bytes_ = std::move(larger);
    point(written, bytes);
  }
  void point(std::size_t written, std::size_t more) {
    const byte_span room = bytes_.prepare(written + more);
    begin_ = reinterpret_cast<char*>(room.data());
    at_ = begin_ + written;
    end_ = begin_ + room.size();
  }

  buffer& bytes_;
};

}  // namespace tern::json
