// expect: a type with a conversion has a default constructor
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <vector>

namespace hello {

struct Id {
  explicit Id(int number) : value(number) {}
#ifdef TERN_TWIN
  Id() = default;
#endif
  int value = 0;
};

struct Request {
  std::vector<Id> ids;
};
TERN_MESSAGE(Request, (1, ids))

}  // namespace hello

template <>
struct tern::codec::conversion<hello::Id> {
  using type = std::int32_t;
  static std::int32_t to_wire(const hello::Id& id) { return id.value; }
  static hello::Id from_wire(std::int32_t value) { return hello::Id{value}; }
};

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
