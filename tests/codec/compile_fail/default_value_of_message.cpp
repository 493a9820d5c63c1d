// expect: a message has none
// SPDX-License-Identifier: MIT

#include <optional>
#include <tern/message.hpp>

namespace hello {

struct Inner {
  int a;
};
TERN_MESSAGE(Inner, (1, a))

struct Request {
  std::optional<Inner> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a))
#else
TERN_MESSAGE(Request, (1, a, tern::default_value(3)))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
