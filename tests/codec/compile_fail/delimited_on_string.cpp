// expect: delimited is for messages and times
// SPDX-License-Identifier: MIT

#include <string>
#include <tern/message.hpp>

namespace hello {

struct Request {
  std::string a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a))
#else
TERN_MESSAGE(Request, (1, a, tern::delimited))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
