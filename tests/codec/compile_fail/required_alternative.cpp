// expect: an alternative of a oneof cannot be required
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <variant>

namespace hello {

struct Request {
  std::variant<std::monostate, int> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (oneof, a, (1, b)))
#else
TERN_MESSAGE(Request, (oneof, a, (1, b, tern::required)))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
