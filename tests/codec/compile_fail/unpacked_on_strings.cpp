// expect: unpacked is for repeated numbers, bools and enums
// SPDX-License-Identifier: MIT

#include <string>
#include <tern/message.hpp>
#include <vector>

namespace hello {

struct Request {
  std::vector<std::string> a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a))
#else
TERN_MESSAGE(Request, (1, a, tern::unpacked))
#endif

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
