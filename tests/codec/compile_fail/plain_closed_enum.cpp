// expect: a closed enum may be absent and has no zero
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

enum class Level : int { low = 1, high = 2 };
TERN_ENUM(Level, tern::closed, low, high)

struct Request {
  Level a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a, tern::required))
#else
TERN_MESSAGE(Request, (1, a))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
