// expect: a field number is out of range
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

struct Request {
  int a;
};

#ifdef TERN_TWIN
TERN_MESSAGE(Request, (536870911, a))
#else
TERN_MESSAGE(Request, (536870912, a))
#endif

}  // namespace hello
