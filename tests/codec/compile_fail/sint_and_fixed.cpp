// expect: an integer is sint or fixed, not both
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a, tern::fixed))
#else
TERN_MESSAGE(Request, (1, a, tern::sint, tern::fixed))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
