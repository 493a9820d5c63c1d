// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tern/rest/path_pattern.hpp>

namespace tern::rest {

/// Finds the rule for a method of HTTP and a path.
///
/// Of several templates that fit a path the one wins that says more, from the left: a literal
/// before `*`, `*` before `**`, one with the path's verb before one without a verb. The order in
/// which rules were added does not matter.
///
/// A lookup visits each node of the tree once at the most, whatever the path.
class rule_tree {
 public:
  /// No rule.
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// What a lookup has found.
  struct found {
    std::size_t rule = none;
    std::string_view path{};           ///< as it was matched: without the verb
    std::vector<std::string> allow{};  ///< if there is no rule: the methods that the path has
  };

  /// Adds a rule under a number. `*` as the method stands for all that have no rule of their own.
  /// @param takes_head whether HEAD goes there, too, if it has no rule of its own: of GET.
  /// @returns the number of the rule that has the same method and the same template, but for the
  /// names of its variables, and keeps them; `none` if there was none.
  std::size_t add(std::string_view method, const path_pattern& pattern, std::size_t rule,
                  bool takes_head = false) {
    node* at = &root_;
    bool rest = false;
    for (const path_pattern::segment& each : pattern.segments) {
      if (each.kind == reflect::segment_kind::rest) {
        rest = true;
        break;
      }
      auto& next = each.kind == reflect::segment_kind::one ? at->one : at->literals[each.text];
      if (next == nullptr) next = std::make_unique<node>();
      at = next.get();
    }
    ends& all = rest ? at->rest : at->exact;
    rules& by_method = all[pattern.verb];
    has_verbs_ = has_verbs_ || !pattern.verb.empty();
    const auto [place, is_new] = by_method.try_emplace(std::string{method}, rule, takes_head);
    return is_new ? none : place->second.number;
  }

  /// @param path without its query.
  [[nodiscard]] found find(std::string_view method, std::string_view path) const {
    found result;
    if (!path.starts_with('/')) return result;
    const std::size_t colon = has_verbs_ ? path.rfind(':') : path.npos;
    if (colon != path.npos && path.find('/', colon) == path.npos) {
      const auto verb = decode_path_text(path.substr(colon + 1), false);
      if (verb && !verb->empty() && look(method, path.substr(0, colon), *verb, result)) {
        return result;
      }
    }
    static_cast<void>(look(method, path, "", result));
    return result;
  }

  [[nodiscard]] bool empty() const noexcept {
    return root_.literals.empty() && root_.one == nullptr && root_.exact.empty() &&
           root_.rest.empty();
  }

 private:
  struct numbered {
    numbered(std::size_t of, bool head) noexcept : number(of), takes_head(head) {}
    std::size_t number;
    bool takes_head;
  };

  using rules = std::map<std::string, numbered, std::less<>>;  // by method
  using ends = std::map<std::string, rules, std::less<>>;      // by verb

  struct node {
    std::map<std::string, std::unique_ptr<node>, std::less<>> literals{};
    std::unique_ptr<node> one{};
    ends exact{};  // templates that end here
    ends rest{};   // templates of which only `**` follows
  };

  struct lookup {
    std::string_view method;
    std::string_view verb;
    const path_segments& segments;
    found& result;
  };

  [[nodiscard]] bool look(std::string_view method, std::string_view path, std::string_view verb,
                          found& result) const {
    const path_segments segments{path};
    result.path = path;
    return visit(root_, 0, {method, verb, segments, result});
  }

  static bool visit(const node& at, std::size_t depth, const lookup& what) {
    if (depth == what.segments.size()) {
      return take(at.exact, what) || take(at.rest, what);
    }
    const std::string_view segment = what.segments[depth];
    if (!at.literals.empty()) {
      const auto next = find_literal(at, segment);
      if (next != nullptr && visit(*next, depth + 1, what)) return true;
    }
    if (at.one != nullptr && !segment.empty() && visit(*at.one, depth + 1, what)) return true;
    return take(at.rest, what);
  }

  static const node* find_literal(const node& at, std::string_view segment) {
    auto next = at.literals.end();
    if (segment.find('%') == segment.npos) {
      next = at.literals.find(segment);
    } else if (const auto decoded = decode_path_text(segment, false)) {
      next = at.literals.find(*decoded);
    }
    return next == at.literals.end() ? nullptr : next->second.get();
  }

  static bool take(const ends& all, const lookup& what) {
    const auto with_verb = all.find(what.verb);
    if (with_verb == all.end()) return false;
    const rules& by_method = with_verb->second;
    if (const numbered* const rule = find_rule(by_method, what.method)) {
      what.result.rule = rule->number;
      what.result.allow.clear();
      return true;
    }
    for (const auto& [method, rule] : by_method) {
      allow(method, what.result.allow);
      if (rule.takes_head) allow("HEAD", what.result.allow);
    }
    return false;
  }

  static const numbered* find_rule(const rules& by_method, std::string_view method) {
    auto rule = by_method.find(method);
    if (rule == by_method.end() && method == "HEAD") {
      rule = by_method.find(std::string_view{"GET"});
      if (rule != by_method.end() && !rule->second.takes_head) rule = by_method.end();
    }
    if (rule == by_method.end()) rule = by_method.find(std::string_view{"*"});
    return rule == by_method.end() ? nullptr : &rule->second;
  }

  static void allow(std::string_view method, std::vector<std::string>& all) {
    if (std::ranges::find(all, method) == all.end()) all.emplace_back(method);
  }

  node root_;
  bool has_verbs_ = false;
};

}  // namespace tern::rest
