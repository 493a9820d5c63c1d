// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <tern/http/date.hpp>
#include <tern/http/h1_text.hpp>
#include <tern/http/reason_phrase.hpp>

namespace tern::http {

/// A response of HTTP/1.1 that says what was wrong with a request, and is the last one of its
/// connection.
/// @source RFC 9112, sections 2.2 and 9.6
[[nodiscard]] inline std::string h1_refusal(const h1_fault& wrong) {
  const std::string body = wrong.text + "\n";
  std::string text = "HTTP/1.1 " + std::to_string(wrong.status) + " ";
  text.append(reason_phrase(wrong.status)).append("\r\ndate: ").append(date_now());
  text.append("\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ");
  text.append(std::to_string(body.size())).append("\r\nconnection: close\r\n\r\n");
  return text.append(body);
}

}  // namespace tern::http
