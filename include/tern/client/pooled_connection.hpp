// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <tern/base/intrusive_list.hpp>
#include <tern/http/stream.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/connection_life.hpp>
#include <tern/transport/connection_owner.hpp>

namespace tern::client_side {

/// A connection of a pool, with what is known of the server at its other end.
/// @thread its executor's.
class pooled_connection final : public list_link, private transport::connection_owner {
 public:
  /// Who wants to know. Called inside engines: open and destroy nothing there, but on_closed().
  struct listener {
    /// It may have room, or take no more calls.
    virtual void on_room(pooled_connection& which) noexcept = 0;
    /// It has ended, and is to be destroyed now.
    virtual void on_closed(pooled_connection& which) noexcept = 0;

   protected:
    ~listener() = default;
  };

  /// @param authority what its server is told it is called.
  /// @param since when it was connected.
  pooled_connection(std::unique_ptr<transport::connection> link, std::string authority,
                    listener& told, const transport::connection_life& life,
                    runtime::time_point since)
      : link_(std::move(link)), authority_(std::move(authority)), told_(told), since_(since) {
    link_->belong_to(*this, life);
  }
  pooled_connection(const pooled_connection&) = delete;
  pooled_connection& operator=(const pooled_connection&) = delete;

  [[nodiscard]] transport::connection& link() noexcept { return *link_; }
  [[nodiscard]] const std::string& authority() const noexcept { return authority_; }
  [[nodiscard]] runtime::time_point since() const noexcept { return since_; }

 private:
  void on_request(transport::connection&, http::stream_ptr) override {}
  void on_room(transport::connection&) noexcept override { told_.on_room(*this); }
  void on_closed(transport::connection&) noexcept override { told_.on_closed(*this); }

  std::unique_ptr<transport::connection> link_;
  std::string authority_;
  listener& told_;
  runtime::time_point since_;
};

}  // namespace tern::client_side
