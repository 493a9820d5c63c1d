// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/name_values.hpp>
#include <tern/base/short_text.hpp>

namespace tern::http {

/// Header fields: lower-case names, in the order of the wire.
using headers = name_values;

/// The beginning of a request or a response.
/// @source RFC 9110, sections 6.2 and 7.1; RFC 9113, section 8.3
struct head {
  int version = 2;           ///< of a request: 1 for HTTP/1.0 and HTTP/1.1, 2 for HTTP/2
  int status = 0;            ///< of a response: 200; 0 in a request
  short_text<8> method;      ///< of a request: POST
  short_text<8> scheme;      ///< of a request: http
  short_text<40> authority;  ///< of a request: localhost:50051
  short_text<56> path;       ///< of a request, with the query: /hello.v1.Greeter/SayHello
  headers fields;            ///< without pseudo-header fields

  /// Forgets everything, keeps the storage.
  void clear() noexcept {
    version = 2;
    status = 0;
    method.clear();
    scheme.clear();
    authority.clear();
    path.clear();
    fields.clear();
  }
};

}  // namespace tern::http
