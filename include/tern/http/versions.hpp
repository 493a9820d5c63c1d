// SPDX-License-Identifier: MIT
#pragma once

namespace tern::http {

/// Which versions of HTTP one side of a connection speaks.
struct versions {
  bool http1 = true;  ///< HTTP/1.1
  bool http2 = true;

  friend bool operator==(const versions&, const versions&) = default;
};

}  // namespace tern::http
