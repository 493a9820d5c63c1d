// expect: a service has at most 256 entries
// SPDX-License-Identifier: MIT

#include <tern/reflect/service.hpp>

namespace hello {

struct Greeter {
  int SayHello(int);
};

#ifdef TERN_TWIN
TERN_SERVICE(Greeter, SayHello)
#else
// clang-format off
TERN_SERVICE(Greeter, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello, SayHello)
// clang-format on
#endif

}  // namespace hello
