// expect: after number and member come a string (the wire name) and options
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a, "five"))
#else
TERN_MESSAGE(Request, (1, a, 5))
#endif

}  // namespace hello
