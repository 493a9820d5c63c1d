// expect: describe the contract with TERN_SERVICE
// expect-first: tern::server::add<Contract>(service)
// max-lines: 30
// SPDX-License-Identifier: MIT

#include <tern/server.hpp>

namespace hello {

struct Request {
  int number = 0;
};
TERN_MESSAGE(Request, (1, number))

struct Greeter {
  tern::task<Request> SayHello(Request);
};
#ifdef TERN_TWIN
TERN_SERVICE(Greeter, SayHello)
#endif

}  // namespace hello

struct Service {
  tern::task<hello::Request> SayHello(hello::Request);
};

void serve(tern::server& server) {
  server.add<hello::Greeter>(Service{});
}
