// expect: the `type` of a conversion is no Protobuf type
// SPDX-License-Identifier: MIT

#include <string>
#include <tern/message.hpp>
#include <vector>

namespace hello {

#ifdef TERN_TWIN
using text = std::string;
#else
using text = std::vector<int>;
#endif

struct Id {
  text value;
};

struct Request {
  Id id;
};
TERN_MESSAGE(Request, (1, id))

}  // namespace hello

template <>
struct tern::codec::conversion<hello::Id> {
  using type = hello::text;
  static hello::text to_wire(const hello::Id& id) { return id.value; }
  static hello::Id from_wire(hello::text value) { return {value}; }
};

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
