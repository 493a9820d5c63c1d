// expect: a field uses a reserved number
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (4, a), (reserved, 3, 5))
#else
TERN_MESSAGE(Request, (4, a), (reserved, 3, 4))
#endif

}  // namespace hello
