// SPDX-License-Identifier: MIT
#pragma once

namespace tern {

/// A Base (a timer, a piece of work, a hook) whose callback is a member function of the object that
/// it is a part of.
///
///     member_callback<runtime::timer, server_call, &server_call::expire> deadline_timer_{*this};
template <class Base, class Owner, void (Owner::*Member)() noexcept>
class member_callback : public Base {
 public:
  explicit member_callback(Owner& owner) noexcept
      : Base([](Base& item) noexcept { (static_cast<member_callback&>(item).owner_.*Member)(); }),
        owner_(owner) {}

 private:
  Owner& owner_;
};

}  // namespace tern
