// expect: a message has one full name
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, "x.Request", (1, a))
#else
TERN_MESSAGE(Request, "x.Request", (1, a), "y.Request")
#endif

}  // namespace hello
