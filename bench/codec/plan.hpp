// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What there is to measure: each library adds what it can do.
namespace bench {

/// One operation of one library on one message.
struct subject {
  std::string library;
  std::string operation;
  std::string message;
  std::size_t bytes = 0;                 ///< of the encoding
  std::function<void(std::size_t)> run;  ///< does it so many times
};

/// The names of the operations: the same for all libraries, so that they can be compared.
namespace operation {
inline constexpr const char* size = "size";      ///< how long the encoding will be
inline constexpr const char* encode = "encode";  ///< size, and writing to memory that is there
inline constexpr const char* encode_new = "encode new";  ///< the same to memory of its own
inline constexpr const char* decode = "decode";          ///< to a new object, destroyed afterwards
inline constexpr const char* decode_reused = "decode reused";      ///< to an object used before
inline constexpr const char* decode_borrowed = "decode borrowed";  ///< texts point into the input
inline constexpr const char* decode_result = "decode result";      ///< what a function returns
inline constexpr const char* decode_arena = "decode arena";  ///< memory that is there and kept
inline constexpr const char* json_write = "json write";      ///< to a text of its own
inline constexpr const char* json_read = "json read";        ///< to a new object
}  // namespace operation

/// A library did something else than the others: nothing is measured.
struct mismatch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// All subjects, and what they have to agree on.
class plan {
 public:
  /// The encoding that every library has to make and to take.
  [[nodiscard]] std::string_view encoding(std::string_view message) const;
  /// The ProtoJSON that every JSON library has to take.
  [[nodiscard]] std::string_view json(std::string_view message) const;

  void add(std::string library, const char* operation, std::string message,
           std::function<void(std::size_t)> run);

  /// Compares an encoding with that of the others, byte by byte.
  void expect(std::string_view library, const char* operation, std::string_view message,
              std::string_view encoded) const;

  [[nodiscard]] const std::vector<subject>& subjects() const noexcept { return subjects_; }

 private:
  std::vector<subject> subjects_;
};

/// A namespace-scope object of this type makes a library part of the program that it is linked to.
struct library {
  using adder = void (*)(plan&);
  explicit library(adder add);
};

/// What is behind a pointer that went through here is unknown to the optimiser, and may be changed.
template <class T>
inline void keep(T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

/// Adds what a codec can do with a message of type `M`: whichever of these it has.
///
///     std::size_t size(const M&)
///     std::string_view write(const M&, std::string& room)              // finds the size, too
///     auto encode(const M&)                                            // something that owns
///     void read(std::string_view, M&)                                  // into a new one; throws
///     void read_again(std::string_view, M&)                            // into a used one
template <class Codec, class M>
void add_codec(plan& to, const char* library, const char* message) {
  const std::string_view bytes = to.encoding(message);
  const auto value = std::make_shared<M>();
  Codec::read(bytes, *value);
  // The same message every time, so this is enough every time.
  const auto room = std::make_shared<std::string>(bytes.size() + 64, '\0');

  if constexpr (requires { Codec::size(*value); }) {
    if (Codec::size(*value) != bytes.size()) to.expect(library, operation::size, message, "");
    to.add(library, operation::size, message, [value](std::size_t times) {
      for (; times != 0; --times) {
        keep(*value);
        std::size_t size = Codec::size(*value);
        keep(size);
      }
    });
  }
  if constexpr (requires { Codec::write(*value, *room); }) {
    to.expect(library, operation::encode, message, Codec::write(*value, *room));
    to.add(library, operation::encode, message, [value, room](std::size_t times) {
      for (; times != 0; --times) {
        keep(*value);
        std::string_view encoded = Codec::write(*value, *room);
        keep(encoded);
      }
    });
  }
  if constexpr (requires { Codec::encode(*value); }) {
    to.expect(library, operation::encode_new, message, Codec::text(Codec::encode(*value)));
    to.add(library, operation::encode_new, message, [value](std::size_t times) {
      for (; times != 0; --times) {
        keep(*value);
        auto encoded = Codec::encode(*value);
        keep(encoded);
      }
    });
  }
  to.add(library, operation::decode, message, [bytes](std::size_t times) {
    for (; times != 0; --times) {
      M decoded{};
      Codec::read(bytes, decoded);
      keep(decoded);
    }
  });
  if constexpr (requires { Codec::read_again(bytes, *value); }) {
    Codec::read_again(bytes, *value);
    Codec::read_again(bytes, *value);
    to.expect(library, operation::decode_reused, message, Codec::text(Codec::encode(*value)));
    const auto used = std::make_shared<M>(*value);
    to.add(library, operation::decode_reused, message, [bytes, used](std::size_t times) {
      for (; times != 0; --times) {
        Codec::read_again(bytes, *used);
        keep(*used);
      }
    });
  }
}

}  // namespace bench
