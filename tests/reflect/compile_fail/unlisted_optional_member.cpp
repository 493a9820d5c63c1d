// expect: the struct has a member that the macro does not list
// SPDX-License-Identifier: MIT

#include <optional>
#include <string>
#include <tern/message.hpp>

namespace hello {

struct Request {
  std::optional<int> a;
  std::optional<std::string> b;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a), (2, b))
#else
TERN_MESSAGE(Request, (1, a))
#endif

}  // namespace hello
