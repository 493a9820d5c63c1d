// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tern/base/member_callback.hpp>
#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/client/address_order.hpp>
#include <tern/client/destination.hpp>
#include <tern/client/dial_attempt.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/transport/address.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/resolver.hpp>

namespace tern::client_side {

/// A connection to one of a destination's addresses.
struct dialed {
  std::unique_ptr<transport::connection> link;
  transport::address where;
};

/// One search for a connection: looks up the names, then tries one address after the other, the
/// next one when the one before has failed or has taken connection_attempt_delay. The first that
/// speaks HTTP wins; the others are given up.
///
///     names -> addresses -> attempt ----------------------------------> reached
///                             +-- 250 ms, or failed --> attempt ---------> ...
///
/// @source RFC 8305, section 5; gRPC proposal A61
/// @thread its executor's.
class dialing final : private dial_attempt::listener {
 public:
  using done = unique_function<void(result<dialed>)>;

  /// @param finished is called once, from the executor's ready queue, and may destroy this object;
  /// not at all if that is destroyed before. A failure names every address with its reason.
  dialing(runtime::executor& home, byte_span scratch, const destination& to, done finished)
      : home_(home), scratch_(scratch), to_(to), finished_(std::move(finished)) {
    found_.resize(to_.addresses.size());
    for (std::size_t i = 0; i < to_.addresses.size(); ++i) look_up(i);
    if (lookups_left_ == 0) {
      home_.make_ready(step_);
    } else {
      home_.arm(delay_, runtime::saturating_add(home_.now(), to_.how.connect_timeout));
    }
  }
  dialing(const dialing&) = delete;
  dialing& operator=(const dialing&) = delete;

 private:
  // Of a name with more addresses than this only so many are told of.
  static constexpr std::size_t told_failures_max_count = 8;

  void look_up(std::size_t index) {
    const transport::address& name = to_.addresses[index];
    const bool final = to_.names == nullptr || name.type != transport::address::kind::tcp ||
                       transport::is_ip_v4(name.host) || transport::is_ip_v6(name.host);
    if (final) {
      found_[index].push_back(name);
      return;
    }
    ++lookups_left_;
    lookups_.push_back(
        to_.names->resolve(home_, name, [this, index](result<std::vector<transport::address>> all) {
          if (all) {
            found_[index] = *std::move(all);
          } else {
            note_failure("", {code::unavailable, "no address of " + to_.addresses[index].host +
                                                     " was found: " + all.status().message()});
          }
          if (--lookups_left_ == 0) home_.make_ready(step_);
        }));
  }

  void step() noexcept {
    const auto reached =
        std::ranges::find_if(attempts_, [](const auto& each) { return each->reached(); });
    if (reached != attempts_.end()) {
      dialed found{(*reached)->take(), (*reached)->where()};
      return finish(std::move(found));
    }
    if (!ordered_) order();
    if (next_ < waiting_.size() && std::exchange(wants_next_, false)) return try_next();
    if (next_ == waiting_.size() && running_count_ == 0) finish(failure());
  }

  void order() {
    ordered_ = true;
    delay_.disarm();
    std::vector<transport::address> all;
    for (auto& each : found_) std::move(each.begin(), each.end(), std::back_inserter(all));
    waiting_ = in_turns_of_family(std::move(all));
  }

  void try_next() {
    ++running_count_;
    attempts_.push_back(std::make_unique<dial_attempt>(
        home_, scratch_, to_, waiting_[next_++], static_cast<dial_attempt::listener&>(*this)));
    if (next_ == waiting_.size()) return delay_.disarm();
    home_.arm(delay_, runtime::saturating_add(home_.now(), to_.how.connection_attempt_delay));
  }

  void time_passed() noexcept {
    if (lookups_left_ != 0) {
      lookups_.clear();
      lookups_left_ = 0;
      note_failure("", {code::unavailable, "the lookup of its address timed out after " +
                                               runtime::to_text(to_.how.connect_timeout)});
    }
    wants_next_ = true;
    home_.make_ready(step_);
  }

  void on_reached() noexcept override { home_.make_ready(step_); }

  void on_failed(dial_attempt& which, status why) noexcept override {
    --running_count_;
    note_failure(endpoint_of(which.where()), std::move(why));
    wants_next_ = true;
    home_.make_ready(step_);
  }

  void note_failure(const std::string& whose, status why) {
    if (failure_count_++ == 0) {
      code_ = why.code();
    } else if (code_ != why.code()) {
      code_ = code::unavailable;
    }
    if (failure_count_ > told_failures_max_count) return;
    reasons_.append(reasons_.empty() ? "" : "; ");
    if (!whose.empty() && whose != to_.text()) reasons_.append(whose).append(": ");
    reasons_.append(why.message());
  }

  [[nodiscard]] status failure() const {
    std::string text = "cannot connect to " + to_.text() + ": ";
    if (failure_count_ == 0) return {code::unavailable, text + "it has no address"};
    text += reasons_;
    if (failure_count_ > told_failures_max_count) {
      text += "; and " + std::to_string(failure_count_ - told_failures_max_count) + " more";
    }
    return {code_, std::move(text)};
  }

  void finish(result<dialed> outcome) {
    delay_.disarm();
    done report = std::move(finished_);
    report(std::move(outcome));
  }

  runtime::executor& home_;
  byte_span scratch_;
  const destination& to_;
  done finished_;

  std::vector<std::unique_ptr<transport::resolution>> lookups_;
  std::size_t lookups_left_ = 0;
  std::vector<std::vector<transport::address>> found_;  // for each address of the destination
  bool ordered_ = false;
  std::vector<transport::address> waiting_;  // from next_ on
  std::size_t next_ = 0;
  bool wants_next_ = true;
  std::vector<std::unique_ptr<dial_attempt>> attempts_;  // those that have failed too
  std::size_t running_count_ = 0;

  std::size_t failure_count_ = 0;
  code code_ = code::unavailable;
  std::string reasons_;

  member_callback<runtime::timer, dialing, &dialing::time_passed> delay_{*this};
  member_callback<runtime::work, dialing, &dialing::step> step_{*this};
};

}  // namespace tern::client_side
