// expect: a method of a contract is task<Reply> or stream<Reply>
// max-lines: 30
// SPDX-License-Identifier: MIT

#include <tern/contract.hpp>
#include <tern/server/handler.hpp>

namespace hello {

struct Request {
  int number = 0;
};
TERN_MESSAGE(Request, (1, number))

struct Greeter {
#ifdef TERN_TWIN
  tern::runtime::task<Request> SayHello(Request);
#else
  tern::runtime::task<Request> SayHello(Request, int);
#endif
};
TERN_SERVICE(Greeter, SayHello)

}  // namespace hello

struct Service {
#ifdef TERN_TWIN
  tern::runtime::task<hello::Request> SayHello(hello::Request);
#else
  tern::runtime::task<hello::Request> SayHello(hello::Request, int);
#endif
};

void serve(tern::server_side::router& routes, Service& service) {
  static_cast<void>(tern::server_side::add_routes<hello::Greeter>(routes, service));
}
