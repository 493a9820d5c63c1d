// expect: ** stands for all that follows, so it is the last segment in the path of an HTTP rule
// SPDX-License-Identifier: MIT

#include <tern/reflect/service.hpp>

namespace hello {

struct Greeter {
  int SayHello(int);
};

#ifdef TERN_TWIN
TERN_SERVICE(Greeter, (SayHello, ::tern::reflect::get("/v1/{name=**}")))
#else
TERN_SERVICE(Greeter, (SayHello, ::tern::reflect::get("/v1/{name=**}/x")))
#endif

}  // namespace hello
