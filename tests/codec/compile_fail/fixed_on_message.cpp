// expect: sint, fixed and bytes do not fit a message
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <vector>

namespace hello {

struct Request {
  std::vector<Request> a;
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
