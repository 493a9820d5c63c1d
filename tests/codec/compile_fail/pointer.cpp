// expect: a pointer is no member of a message
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

#ifdef TERN_TWIN
struct Request {
  tern::box<Request> a;
};
#else
struct Request {
  Request* a;
};
#endif

TERN_MESSAGE(Request, (1, a))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
