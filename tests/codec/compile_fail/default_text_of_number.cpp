// expect: that of a string is a text
// SPDX-License-Identifier: MIT

#include <optional>
#include <tern/message.hpp>

namespace hello {

struct Request {
  std::optional<int> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a, tern::default_value(3)))
#else
TERN_MESSAGE(Request, (1, a, tern::default_value("3")))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
