// expect: incomplete type
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

#include <optional>

namespace hello {

// The language itself refuses this one, before any macro can say it in its own words.
struct Request {
#ifdef TERN_TWIN
  tern::box<Request> inner;
#else
  Request inner;
#endif
};

TERN_MESSAGE(Request, (1, inner))

}  // namespace hello
