// expect: a map cannot be required
// SPDX-License-Identifier: MIT

#include <map>
#include <tern/message.hpp>

namespace hello {

struct Request {
  std::map<int, int> a;
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
