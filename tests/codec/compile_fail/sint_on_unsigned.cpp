// expect: sint is for signed integers
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

#ifdef TERN_TWIN
struct Request {
  int a;
};
#else
struct Request {
  unsigned a;
};
#endif

TERN_MESSAGE(Request, (1, a, tern::sint))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
