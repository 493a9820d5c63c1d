// expect: this member's type is no Protobuf type
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {
struct Other {
  int x;
};
struct Described {
  int x;
};
TERN_MESSAGE(Described, (1, x))
}  // namespace hello

namespace hello {

#ifdef TERN_TWIN
struct Request {
  Described a;
};
#else
struct Request {
  Other a;
};
#endif

TERN_MESSAGE(Request, (1, a))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
