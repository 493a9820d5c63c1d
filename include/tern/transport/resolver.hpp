// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/address.hpp>

namespace tern::transport {

/// A question to a resolver. Destroying it takes it back.
struct resolution {
  virtual ~resolution() = default;
};

/// How a client finds the IP addresses behind a name.
/// @thread any that connects; several may ask at once.
struct resolver {
  virtual ~resolver() = default;

  using done = unique_function<void(result<std::vector<address>>)>;

  /// Looks up the host of `name`, which is neither an IP address nor a Unix socket. `finished` is
  /// called once, from `home`'s ready queue or inside one of its host's callbacks, never from
  /// inside this call; not at all if the question is taken back before. It gets `name` once for
  /// each `ip`, the best first, or why there is none.
  [[nodiscard]] virtual std::unique_ptr<resolution> resolve(runtime::executor& home,
                                                            const address& name, done finished) = 0;
};

}  // namespace tern::transport
