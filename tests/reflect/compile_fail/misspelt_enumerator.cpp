// expect: gren
// expect-first: gren
// SPDX-License-Identifier: MIT

#include <tern/message.hpp>

namespace hello {

enum class Color { red, green };

#ifdef TERN_TWIN
TERN_ENUM(Color, red, green)
#else
TERN_ENUM(Color, red, gren)
#endif

}  // namespace hello
