// expect: SayHallo
// expect-first: SayHallo
// SPDX-License-Identifier: MIT

#include <tern/reflect/service.hpp>

namespace hello {

struct Greeter {
  int SayHello(int);
};

#ifdef TERN_TWIN
TERN_SERVICE(Greeter, SayHello)
#else
TERN_SERVICE(Greeter, SayHallo)
#endif

}  // namespace hello
