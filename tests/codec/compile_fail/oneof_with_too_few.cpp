// expect: a oneof lists each alternative of its std::variant once
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <variant>

namespace hello {

struct Request {
  std::variant<std::monostate, int, bool> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (oneof, a, (1, number), (2, flag)))
#else
TERN_MESSAGE(Request, (oneof, a, (1, number)))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
