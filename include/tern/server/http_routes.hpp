// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/http/h1_text.hpp>
#include <tern/intercept/interceptor.hpp>
#include <tern/protocol/query.hpp>
#include <tern/server/http_handler.hpp>

namespace tern::server_side {

/// Where a request of plain HTTP with one method and one path goes.
struct http_route {
  std::string method;  ///< GET
  http_handler handler;
  std::size_t number = 0;                        ///< among all that a server counts
  std::vector<intercept::interceptor> around{};  ///< the outermost first
};

/// All methods of one path, or of all paths that begin in the same way.
struct http_resource {
  std::string path;  ///< `/metrics`; or `/assets/`, of a prefix
  bool is_prefix = false;
  std::vector<std::unique_ptr<http_route>> routes{};  ///< their addresses stay

  /// The route of a method; HEAD goes where GET goes, if nobody else has it. Null if there is none.
  [[nodiscard]] const http_route* find(std::string_view method) const noexcept {
    const auto found = std::ranges::find(routes, method, &route_method);
    if (found != routes.end()) return found->get();
    return method == "HEAD" ? find("GET") : nullptr;
  }

  /// The methods, as `allow` lists them: `GET, HEAD, POST`.
  [[nodiscard]] std::string allow() const {
    std::string all;
    const auto add = [&](std::string_view method) {
      all.append(all.empty() ? "" : ", ").append(method);
    };
    for (const auto& each : routes) {
      add(each->method);
      if (each->method == "GET" &&
          std::ranges::find(routes, "HEAD", &route_method) == routes.end()) {
        add("HEAD");
      }
    }
    return all;
  }

  /// What `*` stands for in a path that has been found here.
  [[nodiscard]] std::string_view rest_of(std::string_view found) const noexcept {
    return is_prefix ? found.substr(path.size()) : std::string_view{};
  }

  /// As the user wrote it: `/assets/*`.
  [[nodiscard]] std::string pattern() const { return is_prefix ? path + '*' : path; }

  [[nodiscard]] static std::string_view route_method(
      const std::unique_ptr<http_route>& route) noexcept {
    return route->method;
  }
};

/// The handlers of plain HTTP of a server, by path and method.
/// @thread filled before the server starts, read by all threads after that.
class http_routes {
 public:
  /// @param pattern a path, `/metrics`; or `/assets/*` for all that begin with `/assets/`. Of
  /// several that fit, the path counts, then the longest beginning.
  /// @error throws std::logic_error for what is no path, no method, or served already.
  http_route& add(std::string_view method, std::string_view pattern, http_handler handler) {
    const auto complain = [&](std::string_view why) {
      throw std::logic_error(std::string{"tern::server: "}
                                 .append(method)
                                 .append(" ")
                                 .append(pattern)
                                 .append(": ")
                                 .append(why));
    };
    if (!http::is_token(method)) complain("this is no method of HTTP");
    const bool is_prefix = pattern.ends_with("/*");
    const std::string_view path = is_prefix ? pattern.substr(0, pattern.size() - 1) : pattern;
    if (!path.starts_with('/') || path.find_first_of("?*") != path.npos ||
        !std::ranges::all_of(path, http::is_target_char)) {
      complain("a path begins with /, is percent-encoded, and may end in /*");
    }
    http_resource& resource = resource_at(path, is_prefix);
    if (std::ranges::find(resource.routes, method, &http_resource::route_method) !=
        resource.routes.end()) {
      complain("it is served already");
    }
    ++size_;
    return *resource.routes.emplace_back(std::make_unique<http_route>(
        http_route{.method = std::string{method}, .handler = std::move(handler)}));
  }

  /// What serves `path`; null if nothing does. @param path without the query.
  [[nodiscard]] const http_resource* find(std::string_view path) const noexcept {
    for (const http_resource& each : resources_) {
      if (each.is_prefix ? path.starts_with(each.path) : path == each.path) return &each;
    }
    return nullptr;
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// How many routes there are.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Calls `visit` with each resource and each of its routes.
  template <class F>
  void for_each(F&& visit) const {
    for (const http_resource& each : resources_) {
      for (const auto& route : each.routes) visit(each, *route);
    }
  }
  template <class F>
  void for_each(F&& visit) {
    for (http_resource& each : resources_) {
      for (const auto& route : each.routes) visit(std::as_const(each), *route);
    }
  }

 private:
  // In the order in which they are to be tried: paths, then beginnings, the longest first.
  http_resource& resource_at(std::string_view path, bool is_prefix) {
    const auto goes_before = [&](const http_resource& each) {
      if (each.is_prefix != is_prefix) return !each.is_prefix;
      return is_prefix && each.path.size() > path.size();
    };
    const auto same = [&](const http_resource& each) {
      return each.is_prefix == is_prefix && each.path == path;
    };
    if (const auto found = std::ranges::find_if(resources_, same); found != resources_.end()) {
      return *found;
    }
    const auto place = std::ranges::find_if_not(resources_, goes_before);
    return *resources_.insert(place,
                              http_resource{.path = std::string{path}, .is_prefix = is_prefix});
  }

  std::vector<http_resource> resources_;
  std::size_t size_ = 0;
};

}  // namespace tern::server_side
