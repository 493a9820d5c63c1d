// expect: the service lacks this method of the contract
// expect: Greeter::SayHello
// expect: task<hello::Reply>
// expect-first: tern::server::add
// max-lines: 30
// SPDX-License-Identifier: MIT

#include <tern/contract.hpp>
#include <tern/server/handler.hpp>

namespace hello {

struct Request {
  int number = 0;
};
TERN_MESSAGE(Request, (1, number))
struct Reply {
  int number = 0;
};
TERN_MESSAGE(Reply, (1, number))

struct Greeter {
  tern::runtime::task<Reply> SayHello(Request);
  tern::runtime::stream<Reply> Subscribe(Request);
};
TERN_SERVICE(Greeter, SayHello, Subscribe)

}  // namespace hello

struct Service {
#ifdef TERN_TWIN
  tern::runtime::task<hello::Reply> SayHello(hello::Request);
#endif
  tern::runtime::stream<hello::Reply> Subscribe(tern::rpc::context&, hello::Request);
};

void serve(tern::server_side::router& routes, Service& service) {
  static_cast<void>(tern::server_side::add_routes<hello::Greeter>(routes, service));
}
