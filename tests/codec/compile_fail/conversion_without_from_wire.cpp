// expect: a conversion has `static type to_wire(const T&)` and `static tern::result<T>
// SPDX-License-Identifier: MIT

#include <string>
#include <tern/message.hpp>

namespace hello {

struct Id {
  std::string text;
};

struct Request {
  Id id;
};
TERN_MESSAGE(Request, (1, id))

}  // namespace hello

template <>
struct tern::codec::conversion<hello::Id> {
  using type = std::string;
  static std::string to_wire(const hello::Id& id) { return id.text; }
#ifdef TERN_TWIN
  static hello::Id from_wire(std::string text) { return {text}; }
#endif
};

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
