// expect: a map key is an integer, a bool or a string
// SPDX-License-Identifier: MIT

#include <map>
#include <string>
#include <tern/message.hpp>

namespace hello {

struct Request {
  std::map<std::string, int> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a))
#else
TERN_MESSAGE(Request, (1, a, tern::map_key(tern::bytes)))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
