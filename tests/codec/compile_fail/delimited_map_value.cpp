// expect: of a map's keys and values, only sint, fixed and bytes can be said
// SPDX-License-Identifier: MIT

#include <map>
#include <tern/message.hpp>

namespace hello {

struct Inner {
  int a;
};
TERN_MESSAGE(Inner, (1, a))

struct Request {
  std::map<int, Inner> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a))
#else
TERN_MESSAGE(Request, (1, a, tern::map_value(tern::delimited)))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
