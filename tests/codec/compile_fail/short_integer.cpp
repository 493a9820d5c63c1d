// expect: this member's type is no Protobuf type
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

#ifdef TERN_TWIN
struct Request {
  int a;
};
#else
struct Request {
  short a;
};
#endif

TERN_MESSAGE(Request, (1, a))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
