// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace tern::server_side {

/// How the files of a directory are served.
struct file_options {
  /// What is served for a directory itself; empty: nothing is. There is never a list of files.
  std::string index = "index.html";

  /// What browsers may do without asking again. By default they ask each time, and hear 304 as long
  /// as nothing has changed.
  std::string cache_control = "no-cache";

  /// Whether texts of 256 bytes to 1 MiB are compressed for clients that take gzip.
  bool compress = true;
};

}  // namespace tern::server_side
