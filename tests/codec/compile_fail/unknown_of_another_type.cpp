// expect: the member of (unknown, member) is a tern::unknown_fields
// SPDX-License-Identifier: MIT

#include <string>
#include <tern/message.hpp>

namespace hello {

#ifdef TERN_TWIN
struct Request {
  tern::unknown_fields a;
};
#else
struct Request {
  std::string a;
};
#endif

TERN_MESSAGE(Request, (unknown, a))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
