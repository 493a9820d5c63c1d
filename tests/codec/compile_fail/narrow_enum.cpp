// expect: an enum of a message is 32 bits wide
// SPDX-License-Identifier: MIT

#include <cstdint>
#include <tern/message.hpp>

namespace hello {
enum class Narrow : std::uint8_t { zero };
enum class Wide { zero };
}  // namespace hello

namespace hello {

#ifdef TERN_TWIN
struct Request {
  Wide a;
};
#else
struct Request {
  Narrow a;
};
#endif

TERN_MESSAGE(Request, (1, a))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
