// expect: default_value says what an absent std::optional stands for
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <vector>

namespace hello {

struct Request {
  std::vector<int> a;
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
