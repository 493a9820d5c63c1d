// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tern/intercept/interceptor.hpp>
#include <tern/rest/rule_book.hpp>
#include <tern/schema/service_info.hpp>
#include <tern/server/http_handler.hpp>
#include <tern/server/http_routes.hpp>
#include <tern/server/route.hpp>

namespace tern::server_side {

/// All routes of a server, by path.
/// @thread filled before the server starts, read by all threads after that.
class router {
 public:
  /// @returns false if there is a route for `path` already.
  [[nodiscard]] bool add(std::string path, route to) {
    to.around = interceptors_.around(path);
    to.number = size() + 1;
    return routes_.emplace(std::move(path), std::move(to)).second;
  }

  /// Adds a handler of plain HTTP, as http_routes::add().
  void add_http(std::string_view method, std::string_view pattern, http_handler handler) {
    const std::size_t number = size() + 1;
    http_route& added = http_.add(method, pattern, std::move(handler));
    added.number = number;
    added.around = interceptors_.around(pattern);
  }

  /// Adds the HTTP rules of a contract, whose methods have their routes. As rest::rule_book::add().
  [[nodiscard]] std::string add_rules(const schema::service_info& service) {
    return rules_.add(service);
  }
  [[nodiscard]] const rest::rule_book& rules() const noexcept { return rules_; }

  /// What is served beside calls.
  [[nodiscard]] const http_routes& http() const noexcept { return http_; }

  /// Puts an interceptor around calls that are in `scope`: see intercept::interceptor_list.
  void intercept(std::string scope, intercept::interceptor around) {
    interceptors_.add(std::move(scope), std::move(around));
    for (auto& [path, to] : routes_) to.around = interceptors_.around(path);
    http_.for_each([&](const http_resource& at, http_route& to) {
      to.around = interceptors_.around(at.pattern());
    });
    around_unknown_ = interceptors_.around("");
  }

  /// Sets the longest request of the methods in `scope`, `/hello.v1.Greeter/` or
  /// `/hello.v1.Greeter/SayHello`.
  /// @returns how many there are.
  std::size_t limit_requests(std::string_view scope, std::size_t bytes) {
    std::size_t count = 0;
    for (auto& [path, to] : routes_) {
      if (scope.ends_with('/') ? !path.starts_with(scope) : path != scope) continue;
      to.receive_max_bytes = bytes;
      ++count;
    }
    return count;
  }

  /// The interceptors around calls that have no route.
  [[nodiscard]] const std::vector<intercept::interceptor>& around_unknown() const noexcept {
    return around_unknown_;
  }

  /// How many routes there are, those of plain HTTP among them: their numbers go from 1 to this.
  [[nodiscard]] std::size_t size() const noexcept { return routes_.size() + http_.size(); }

  /// Calls `visit` with the name and the number of each route: `/hello.v1.Greeter/SayHello`, or
  /// `GET /metrics`.
  template <class F>
  void for_each(F&& visit) const {
    for (const auto& [path, to] : routes_) visit(path, to.number);
    http_.for_each([&](const http_resource& at, const http_route& to) {
      visit(to.method + ' ' + at.pattern(), to.number);
    });
  }

  /// Notes that a service is served.
  void note(const schema::service_info& service) { infos_.push_back(&service); }
  [[nodiscard]] const std::vector<const schema::service_info*>& services() const noexcept {
    return infos_;
  }

  /// Keeps `service` alive as long as the routes to it.
  void keep(std::shared_ptr<void> service) { services_.push_back(std::move(service)); }

  /// The route for `path`; null if there is none.
  [[nodiscard]] const route* find(std::string_view path) const {
    const auto found = routes_.find(path);
    return found == routes_.end() ? nullptr : &found->second;
  }

 private:
  // The paths of methods differ in their ends, and only the program itself adds any.
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view path) const noexcept {
      std::uint64_t end = 0;
      if (path.size() >= sizeof end) {
        std::memcpy(&end, path.data() + path.size() - sizeof end, sizeof end);
      }
      constexpr std::uint64_t mixer = 0x9e3779b97f4a7c15;  // of Fibonacci hashing
      return static_cast<std::size_t>(((end ^ path.size()) * mixer) >> 32);
    }
  };

  std::unordered_map<std::string, route, hash, std::equal_to<>> routes_;
  rest::rule_book rules_;
  http_routes http_;
  std::vector<std::shared_ptr<void>> services_;
  std::vector<const schema::service_info*> infos_;
  intercept::interceptor_list interceptors_;
  std::vector<intercept::interceptor> around_unknown_;
};

}  // namespace tern::server_side
