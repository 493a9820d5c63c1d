// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>

#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/byte_stream.hpp>

namespace tern::transport {

/// An attempt to connect. Destroying it gives the attempt up.
struct connect_attempt {
  virtual ~connect_attempt() = default;
};

/// How a client gets connections.
struct connector {
  virtual ~connector() = default;

  using done = unique_function<void(result<std::unique_ptr<byte_stream>>)>;

  /// Starts to connect to `where`, whose name a resolver has been asked for if it needs one.
  /// `finished` is called once, from `home`'s ready queue or inside one of its host's callbacks,
  /// never from inside this call; not at all if the attempt is destroyed before.
  /// A failure says why, not to whom: `Connection refused`.
  [[nodiscard]] virtual std::unique_ptr<connect_attempt> connect(runtime::executor& home,
                                                                 const address& where,
                                                                 done finished) = 0;

  /// Whether nobody but the server can read what is sent: `https`, or no network at all.
  [[nodiscard]] virtual bool confidential() const noexcept { return false; }

  /// What requests are sent with: `http`, or `https` with TLS.
  [[nodiscard]] virtual std::string_view scheme() const noexcept { return "http"; }
};

}  // namespace tern::transport
