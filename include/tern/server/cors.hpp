// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tern::server_side {

/// Which pages of other origins may use a server, and what they may do and see. A browser asks; who
/// is no browser is not kept out by this.
///
///     tern::server server{{.cors = tern::cors{.origins = {"https://app.example"}}}};
///
/// What gRPC-Web and Connect need is allowed without a word, for calls and for everything else that
/// the server serves.
/// @source WHATWG Fetch, "HTTP-CORS protocol"
struct cors {
  /// `scheme://host` or `scheme://host:port`, without a path; `{"*"}` for any.
  std::vector<std::string> origins;

  /// Methods that pages may use. What a path does not serve is refused all the same.
  std::vector<std::string> methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

  /// Header fields that pages may send beside those of the protocols: metadata such as
  /// `authorization`; `{"*"}` for any.
  std::vector<std::string> headers{};

  /// Header fields that pages may read beside those that an answer has: metadata is in answers, so
  /// this is seldom needed.
  std::vector<std::string> exposed_headers{};

  /// Whether cookies and certificates of clients come along. Not with `{"*"}` for origins.
  bool credentials = false;

  /// Whether pages of the Internet may use a server in a private network.
  /// @source W3C, Private Network Access
  bool private_network = false;

  /// How long a browser need not ask again. Default 2 h, the most that Chromium takes.
  std::chrono::seconds max_age = std::chrono::hours{2};
};

}  // namespace tern::server_side
