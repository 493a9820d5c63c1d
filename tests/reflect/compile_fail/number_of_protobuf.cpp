// expect: a field number is out of range
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (18999, a))
#else
TERN_MESSAGE(Request, (19000, a))
#endif

}  // namespace hello
