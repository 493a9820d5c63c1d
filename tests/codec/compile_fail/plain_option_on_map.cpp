// expect: an option of a map says for what it is
// SPDX-License-Identifier: MIT

#include <map>
#include <tern/message.hpp>

namespace hello {

struct Request {
  std::map<int, int> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a, tern::map_key(tern::sint)))
#else
TERN_MESSAGE(Request, (1, a, tern::sint))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
