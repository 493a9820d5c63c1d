// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include <tern/base/ascii.hpp>

namespace tern::server_side {

/// What files with an extension hold.
struct content_type {
  std::string_view extension;  ///< in lower case, without the point
  std::string_view name;       ///< text/html; charset=utf-8
  bool text = false;           ///< it becomes much shorter when compressed
};

/// The types of files that web pages are made of. @source the registry of media types of IANA;
/// WHATWG MIME Sniffing
inline constexpr std::array<content_type, 36> content_types = {{
    {"avif", "image/avif"},
    {"bin", "application/octet-stream"},
    {"bmp", "image/bmp"},
    {"css", "text/css; charset=utf-8", true},
    {"csv", "text/csv; charset=utf-8", true},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"htm", "text/html; charset=utf-8", true},
    {"html", "text/html; charset=utf-8", true},
    {"ico", "image/x-icon"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript; charset=utf-8", true},
    {"json", "application/json", true},
    {"map", "application/json", true},
    {"md", "text/markdown; charset=utf-8", true},
    {"mjs", "text/javascript; charset=utf-8", true},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"ogg", "audio/ogg"},
    {"otf", "font/otf"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"proto", "text/plain; charset=utf-8", true},
    {"svg", "image/svg+xml", true},
    {"ttf", "font/ttf"},
    {"txt", "text/plain; charset=utf-8", true},
    {"wasm", "application/wasm", true},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webmanifest", "application/manifest+json", true},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xml", "text/xml; charset=utf-8", true},
    {"zip", "application/zip"},
}};

/// The type of a file by its name; bytes of any kind if that says nothing.
[[nodiscard]] constexpr content_type content_type_of(std::string_view file_name) noexcept {
  const std::size_t point = file_name.rfind('.');
  if (point != file_name.npos && file_name.find('/', point) == file_name.npos) {
    for (const content_type& each : content_types) {
      if (ascii_iequal(each.extension, file_name.substr(point + 1))) return each;
    }
  }
  return {"", "application/octet-stream"};
}

}  // namespace tern::server_side
