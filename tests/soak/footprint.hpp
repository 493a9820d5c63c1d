// SPDX-License-Identifier: MIT
#pragma once

// What a process holds: memory and descriptors.

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include <tern/base/config.hpp>

#if defined(__SANITIZE_ADDRESS__)
#define TERN_SOAK_WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TERN_SOAK_WITH_ASAN 1
#endif
#endif
#ifndef TERN_SOAK_WITH_ASAN
#define TERN_SOAK_WITH_ASAN 0
#endif

#if TERN_SOAK_WITH_ASAN
#include <sanitizer/allocator_interface.h>
#elif defined(__GLIBC__)
#include <malloc.h>
#endif

namespace soak {

/// What was allocated and not freed; 0 where nobody counts.
inline std::size_t allocated_bytes() {
#if TERN_SOAK_WITH_ASAN
  return __sanitizer_get_current_allocated_bytes();
#elif defined(__GLIBC__)
  const auto now = ::mallinfo2();
  return now.uordblks + now.hblkhd;
#else
  return 0;
#endif
}

/// What of the process is in memory.
inline std::size_t resident_bytes() {
  std::size_t all = 0;
  std::size_t resident = 0;
  if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%zu %zu", &all, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Files and sockets that are open.
inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for (const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    static_cast<void>(each);
    ++count;
  }
  return count - 1;  // the one that reads the folder
}

/// Lets the process open as many files as it may.
/// @returns how many that are.
inline std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
  return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace soak
