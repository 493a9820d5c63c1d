// expect: this member's type is no Protobuf type
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <variant>
#include <vector>

namespace hello {

#ifdef TERN_TWIN
struct Request {
  std::variant<std::monostate, int> a;
};
#else
struct Request {
  std::variant<std::monostate, std::vector<int>> a;
};
#endif

TERN_MESSAGE(Request, (oneof, a, (1, numbers)))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
