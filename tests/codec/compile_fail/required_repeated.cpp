// expect: a required field is a plain member
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <vector>

namespace hello {

struct Request {
  std::vector<int> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a))
#else
TERN_MESSAGE(Request, (1, a, tern::required))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
