// expect: map_key and map_value are for maps
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a, tern::sint))
#else
TERN_MESSAGE(Request, (1, a, tern::map_key(tern::sint)))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
