// expect: this member's type is no Protobuf type
// SPDX-License-Identifier: MIT

#include <map>
#include <tern/message.hpp>
#include <vector>

namespace hello {

#ifdef TERN_TWIN
struct Request {
  std::map<int, int> a;
};
#else
struct Request {
  std::map<int, std::vector<int>> a;
};
#endif

TERN_MESSAGE(Request, (1, a))

}  // namespace hello

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
