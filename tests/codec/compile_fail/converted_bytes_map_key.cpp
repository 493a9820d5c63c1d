// expect: a map key is an integer, a bool or a string
// SPDX-License-Identifier: MIT

#include <map>
#include <string>
#include <tern/message.hpp>
#include <vector>

namespace hello {

#ifdef TERN_TWIN
using wire = std::string;
#else
using wire = std::vector<std::byte>;
#endif

struct Id {
  wire value;
  friend auto operator<=>(const Id&, const Id&) = default;
};

struct Request {
  std::map<Id, int> numbers;
};
TERN_MESSAGE(Request, (1, numbers))

}  // namespace hello

template <>
struct tern::codec::conversion<hello::Id> {
  using type = hello::wire;
  static const hello::wire& to_wire(const hello::Id& id) { return id.value; }
  static hello::Id from_wire(hello::wire value) { return {value}; }
};

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
