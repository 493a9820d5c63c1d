// expect: a oneof is a std::variant<std::monostate, ...>
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <variant>

namespace hello {

#ifdef TERN_TWIN
struct Request {
  std::variant<std::monostate, int, bool> a;
};
#else
struct Request {
  std::variant<int, bool> a;
};
#endif

TERN_MESSAGE(Request, (oneof, a, (1, number), (2, flag)))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
