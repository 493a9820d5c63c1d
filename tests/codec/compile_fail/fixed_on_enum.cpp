// expect: sint, fixed and bytes do not fit a bool or an enum
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  bool a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a))
#else
TERN_MESSAGE(Request, (1, a, tern::fixed))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
