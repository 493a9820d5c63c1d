// expect: sint and fixed do not fit a string
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
#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, id))
#else
TERN_MESSAGE(Request, (1, id, tern::sint))
#endif

}  // namespace hello

template <>
struct tern::codec::conversion<hello::Id> {
  using type = std::string;
  static const std::string& to_wire(const hello::Id& id) { return id.text; }
  static hello::Id from_wire(std::string text) { return {text}; }
};

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
