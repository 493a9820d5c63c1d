// expect: a field number is used twice
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
  int b;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (1, a), (2, b))
#else
TERN_MESSAGE(Request, (1, a), (1, b))
#endif

}  // namespace hello
