// expect: nmae
// expect-first: nmae
// max-lines: 60
// SPDX-License-Identifier: MIT

#include <string>
#include <tern/message.hpp>

namespace hello {

struct Request {
  std::string name;
  int b;
  int c;
  int d;
  int e;
  int f;
  int g;
  int h;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, name), (2, b), (3, c), (4, d), (5, e), (6, f), (7, g), (8, h))
#else
TERN_MESSAGE(Request, (1, nmae), (2, b), (3, c), (4, d), (5, e), (6, f), (7, g), (8, h))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
