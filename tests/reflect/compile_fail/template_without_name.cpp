// expect: this type's C++ name is no protobuf name
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

template <class T>
struct Pair {
  T first;
};
using Request = Pair<int>;

#ifdef TERN_TWIN
TERN_MESSAGE(Request, "hello.Request", (1, first))
#else
TERN_MESSAGE(Request, (1, first))
#endif

static_assert(tern::reflect::message_name<Request>() == "hello.Request");

}  // namespace hello
