// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/compress/compression.hpp>
#include <tern/http/date.hpp>
#include <tern/protocol/excerpt.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/server/byte_range.hpp>
#include <tern/server/content_types.hpp>
#include <tern/server/file_options.hpp>
#include <tern/server/file_path.hpp>
#include <tern/server/http_error.hpp>
#include <tern/server/http_request.hpp>
#include <tern/server/http_response.hpp>
#include <tern/server/preconditions.hpp>
#include <tern/server/router.hpp>
#include <tern/transport/directory.hpp>

namespace tern::server_side {

/// Answers GET and HEAD with the files of a directory: the handler behind server::files().
///
/// Nothing outside of the directory is served, and no hidden file. Parts can be asked for, one in a
/// request; what a client has already is not sent again. Files are read by the thread of the
/// connection, a part at a time, as fast as the client takes them.
class files {
 public:
  /// @param at the path under which they are served, with a `/` at its end.
  files(transport::directory from, std::string at, file_options how)
      : directory_(std::move(from)), at_(std::move(at)), options_(std::move(how)) {}

  [[nodiscard]] http_response operator()(http_request& request) const {
    const auto path = read_file_path(request.rest());
    if (!path) throw not_found(request);
    std::string name = path->relative;
    auto found = directory_.find(name.empty() ? "." : name);
    if (found.what == transport::directory::kind::directory) {
      if (options_.index.empty()) throw not_found(request);
      if (!path->is_directory) return redirect(*path, request);
      name += (name.empty() ? "" : "/") + options_.index;
      found = directory_.find(name);
    } else if (path->is_directory) {
      throw not_found(request);
    }
    if (found.what != transport::directory::kind::file) throw not_found(request);
    return answer(request, content_type_of(name), std::move(found.file));
  }

 private:
  // A whole file up to this size goes out at once; longer ones in parts of it.
  static constexpr std::size_t part_bytes = 64 * 1024;

  // Compressing takes time, and the whole of a file; what is short already is not made shorter.
  static constexpr std::size_t compress_max_bytes = 1024 * 1024;
  static constexpr std::size_t compress_min_bytes = 256;

  static http_error not_found(const http_request& request) {
    return {404, "nothing is served at " + protocol::excerpt(request.path())};
  }

  // Only with a `/` at its end do the links of a page lead where they should.
  [[nodiscard]] http_response redirect(const file_path& path, const http_request& request) const {
    std::string location = at_ + path.encoded() + '/';
    if (!request.query().empty()) location.append("?").append(request.query());
    http_response response;
    response.status = 301;
    response.fields.add("location", location);
    return response;
  }

  [[nodiscard]] http_response answer(const http_request& request, const content_type& type,
                                     transport::open_file file) const {
    const auto* const gzip = compress::find_encoding("gzip").how;
    const bool compressible = options_.compress && type.text && gzip != nullptr &&
                              file.size_bytes() >= compress_min_bytes &&
                              file.size_bytes() <= compress_max_bytes;
    const bool compressed = compressible && !request.field("range") && takes_gzip(request);
    const validators now = validators_of(file, compressed);

    http_response response;
    response.fields.add("etag", now.etag);
    response.fields.add("last-modified", http::date_text(now.modified));
    if (!options_.cache_control.empty()) {
      response.fields.add("cache-control", options_.cache_control);
    }
    if (compressible) response.fields.add("vary", "accept-encoding");
    switch (check_preconditions(request.fields(), now)) {
      case precondition::not_modified:
        response.status = 304;
        return response;
      case precondition::failed:
        throw http_error{412, "the file is not what the request expects"};
      case precondition::met:
        break;
    }
    response.fields.add("content-type", type.name);
    response.fields.add("x-content-type-options", "nosniff");
    if (compressed) {
      response.fields.add("content-encoding", "gzip");
      response.body = zipped(*gzip, read(file, {0, file.size_bytes()}));
      return response;
    }
    response.fields.add("accept-ranges", "bytes");
    byte_range part{0, file.size_bytes()};
    const auto asked = request.field("range");
    if (asked && request.method() == "GET" && range_is_current(request.fields(), now)) {
      const auto wanted = read_byte_range(*asked, file.size_bytes());
      if (wanted && wanted->size_bytes == 0) return nothing_there(file.size_bytes());
      if (wanted) {
        part = *wanted;
        response.status = 206;
        response.fields.add("content-range", part.text(file.size_bytes()));
      }
    }
    if (part.size_bytes <= part_bytes) {
      response.body = read(file, part);
    } else {
      response.fields.add("content-length", std::to_string(part.size_bytes));
      response.parts = read_parts(std::move(file), part);
    }
    return response;
  }

  [[nodiscard]] static http_response nothing_there(std::uint64_t size_bytes) {
    http_response response;
    response.status = 416;
    response.fields.add("content-range", "bytes */" + std::to_string(size_bytes));
    response.body = "the file has " + std::to_string(size_bytes) + " bytes\n";
    return response;
  }

  [[nodiscard]] static bool takes_gzip(const http_request& request) {
    return std::ranges::any_of(
        request.fields().begin(), request.fields().end(), [](const name_value& field) {
          return field.name == "accept-encoding" && compress::lists_encoding(field.value, "gzip");
        });
  }

  // What is changed twice in the time that the clock of the file system cannot tell apart, and
  // keeps its size, keeps its tag.
  [[nodiscard]] static validators validators_of(const transport::open_file& file, bool compressed) {
    std::string etag = "\"" + std::to_string(file.modified().time_since_epoch().count()) + '-' +
                       std::to_string(file.size_bytes());
    etag.append(compressed ? "-gzip\"" : "\"");
    return {std::move(etag), std::chrono::floor<std::chrono::seconds>(file.modified())};
  }

  [[nodiscard]] static std::string read(const transport::open_file& file, byte_range part) {
    std::string bytes(static_cast<std::size_t>(part.size_bytes), '\0');
    const auto got = file.read(std::as_writable_bytes(std::span{bytes}), part.first);
    if (!got) throw error(got.status());
    if (*got != bytes.size()) {
      throw error(code::unavailable, "the file has become shorter while it was read");
    }
    return bytes;
  }

  [[nodiscard]] static std::string zipped(const compress::encoding& how, const std::string& text) {
    buffer out;
    if (auto done = how.compress(as_bytes(text), out); !done) throw error(done.status());
    return std::string{as_text(out.view())};
  }

  static runtime::stream<std::string> read_parts(transport::open_file file, byte_range part) {
    while (part.size_bytes != 0) {
      const std::uint64_t size = std::min<std::uint64_t>(part.size_bytes, part_bytes);
      co_yield read(file, {part.first, size});
      part.first += size;
      part.size_bytes -= size;
    }
  }

  transport::directory directory_;
  std::string at_;
  file_options options_;
};

/// Adds the routes of a directory that is served under `path`: `/`, or `/assets` or `/assets/`.
/// @error throws `error` with `not_found` if there is no such directory; as http_routes::add()
inline void add_files(router& routes, std::string_view path, const std::filesystem::path& from,
                      file_options how) {
  auto root = transport::directory::open(from);
  if (!root) throw error(code::not_found, "tern::server::files: " + root.status().message());
  std::string at{path};
  if (!at.ends_with('/')) at += '/';
  if (at.size() > 1) {
    routes.add_http("GET", at.substr(0, at.size() - 1), [at](http_request& request) {
      http_response response;
      response.status = 301;
      response.fields.add("location",
                          request.query().empty() ? at : at + '?' + std::string{request.query()});
      return response;
    });
  }
  routes.add_http("GET", at + '*', files{*std::move(root), at, std::move(how)});
}

}  // namespace tern::server_side
