// expect: a map key is an integer, a bool or a string
// SPDX-License-Identifier: MIT

#include <map>
#include <tern/message.hpp>

namespace hello {
enum class Color { red };
}  // namespace hello

namespace hello {

#ifdef TERN_TWIN
struct Request {
  std::map<int, Color> a;
};
#else
struct Request {
  std::map<Color, int> a;
};
#endif

TERN_MESSAGE(Request, (1, a))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
