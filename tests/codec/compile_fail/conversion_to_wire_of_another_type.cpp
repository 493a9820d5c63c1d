// expect: to_wire of a conversion gives its `type`, or a view of one
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Id {
  int value;
};

struct Request {
  Id id;
};
TERN_MESSAGE(Request, (1, id))

}  // namespace hello

template <>
struct tern::codec::conversion<hello::Id> {
  using type = std::int32_t;
#ifdef TERN_TWIN
  static std::int32_t to_wire(const hello::Id& id) { return id.value; }
#else
  static double to_wire(const hello::Id& id) { return id.value; }
#endif
  static hello::Id from_wire(std::int32_t value) { return {value}; }
};

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
