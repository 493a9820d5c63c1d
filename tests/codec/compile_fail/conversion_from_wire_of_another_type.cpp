// expect: from_wire of a conversion gives the value or a tern::result of it
// SPDX-License-Identifier: MIT

#include <optional>
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
  static std::int32_t to_wire(const hello::Id& id) { return id.value; }
#ifdef TERN_TWIN
  static hello::Id from_wire(std::int32_t value) { return {value}; }
#else
  static std::optional<hello::Id> from_wire(std::int32_t value) { return hello::Id{value}; }
#endif
};

std::size_t size(const hello::Request& request) {
  return tern::codec::encoded_size(request);
}
