// expect: a field number is used twice
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>
#include <variant>

namespace hello {

struct Request {
  int a;
  std::variant<std::monostate, int, bool> b;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a), (oneof, b, (2, number), (3, flag)))
#else
TERN_MESSAGE(Request, (1, a), (oneof, b, (2, number), (1, flag)))
#endif

}  // namespace hello
