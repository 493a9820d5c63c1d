// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/schema/components.hpp>
#include <tern/schema/contract_types.hpp>
#include <tern/schema/proto_names.hpp>

namespace tern::schema {

/// What stands directly in a file or in a message, in the order of the contract.
struct declarations {
  std::vector<const service_info*> services;
  std::vector<const message_info*> messages;
  std::vector<const enum_info*> enums;
};

/// A file to be described.
struct file_plan : declarations {
  std::string name;
  std::string package;
  const schema::well_known_file* well_known = nullptr;
  bool has_http_option = false;  ///< it extends the options of methods with google.api.http
  std::set<std::string> imports;
};

/// Which type stands where.
struct file_layout {
  std::vector<file_plan> files;                     ///< each behind those that it imports
  std::map<std::string_view, declarations> nested;  ///< by the full name of the message around

  [[nodiscard]] const declarations& nested_in(std::string_view message) const {
    static const declarations none;
    const auto found = nested.find(message);
    return found == nested.end() ? none : found->second;
  }
};

/// Calls `use` with all messages of `scope`, those nested in others behind them.
template <class Use>
void for_each_message(const file_layout& layout, const declarations& scope, Use&& use) {
  for (const message_info* const message : scope.messages) {
    use(*message);
    for_each_message(layout, layout.nested_in(message->full_name), use);
  }
}

/// Calls `use` with all enums of `scope`, those nested in messages behind the others.
template <class Use>
void for_each_enum(const file_layout& layout, const declarations& scope, Use&& use) {
  for (const enum_info* const enumeration : scope.enums) use(*enumeration);
  for (const message_info* const message : scope.messages)
    for_each_enum(layout, layout.nested_in(message->full_name), use);
}

namespace detail {

/// Distributes types among files: one file a package, or, where packages import each other in a
/// circle, one file for every type and those that it cannot be without.
class layout_maker {
 public:
  explicit layout_maker(const contract_types& types) : types_(types) {}

  result<file_layout> make() {
    if (status wrong = find_names(); !wrong.ok()) return wrong;
    if (status wrong = find_scopes(); !wrong.ok()) return wrong;
    find_edges();
    for (node& one : nodes_) {
      if (one.full_name == http_option) {
        one.file = annotations_file;
        continue;
      }
      const auto* const file = find_well_known_file(one.full_name);
      one.file = file != nullptr ? std::string{file->name} : package_file(one.package);
    }
    if (status wrong = break_circles(); !wrong.ok()) return wrong;
    make_files();
    return std::move(layout_);
  }

 private:
  // A declaration that is nested in no message.
  struct node {
    std::string_view full_name;
    std::string_view package;
    const service_info* service = nullptr;
    const message_info* message = nullptr;
    const enum_info* enumeration = nullptr;
    std::string file{};
  };
  enum class kind { service, message, enumeration };

  // The extension of methods' options stands for itself, as what HTTP rules refer to.
  static constexpr std::string_view http_option = "google.api.http";

  static status invalid(std::string_view name, std::string_view why) {
    return {code::invalid_argument, std::string{name}.append(": ").append(why)};
  }

  status find_names() {
    status wrong;
    const auto add = [&](std::string_view name, kind is) {
      if (!wrong.ok()) return;
      if (!is_full_name(name)) wrong = invalid(name, "is no full name of Protobuf");
      if (!kinds_.emplace(name, is).second) {
        wrong = invalid(name, "two C++ types have this full name");
      }
    };
    for (const service_info* const service : types_.services) {
      add(service->full_name, kind::service);
    }
    for (const message_info* const message : types_.messages) {
      add(message->full_name, kind::message);
    }
    for (const enum_info* const enumeration : types_.enums) {
      add(enumeration->full_name, kind::enumeration);
    }
    return wrong;
  }

  [[nodiscard]] bool is_message(std::string_view name) const {
    const auto found = kinds_.find(name);
    return found != kinds_.end() && found->second == kind::message;
  }

  status find_scopes() {
    for (const service_info* const service : types_.services) {
      if (status wrong = add_node({service->full_name, scope_of(service->full_name), service});
          !wrong.ok()) {
        return wrong;
      }
    }
    for (const message_info* const message : types_.messages) {
      const std::string_view scope = scope_of(message->full_name);
      if (is_message(scope)) {
        layout_.nested[scope].messages.push_back(message);
      } else if (status wrong = add_node({message->full_name, scope, nullptr, message});
                 !wrong.ok()) {
        return wrong;
      }
    }
    for (const enum_info* const enumeration : types_.enums) {
      const std::string_view scope = scope_of(enumeration->full_name);
      if (is_message(scope)) {
        layout_.nested[scope].enums.push_back(enumeration);
      } else if (status wrong =
                     add_node({enumeration->full_name, scope, nullptr, nullptr, enumeration});
                 !wrong.ok()) {
        return wrong;
      }
    }
    if (types_.has_http_rules) return add_node({http_option, scope_of(http_option)});
    return {};
  }

  // What is around the type is a package, so none of its parts may be something else.
  status add_node(node added) {
    for (std::string_view scope = added.package; !scope.empty(); scope = scope_of(scope)) {
      if (!kinds_.contains(scope)) continue;
      std::string why{"its package would be "};
      why.append(added.package).append(", but ").append(scope);
      why.append(" is a type: name the types in between as well, or give it another full name");
      return invalid(added.full_name, why);
    }
    index_.emplace(added.full_name, nodes_.size());
    nodes_.push_back(std::move(added));
    return {};
  }

  [[nodiscard]] std::size_t node_of(std::string_view full_name) const {
    for (;; full_name = scope_of(full_name)) {
      if (const auto found = index_.find(full_name); found != index_.end()) return found->second;
    }
  }

  void find_edges() {
    edges_.resize(nodes_.size());
    const auto point = [&](std::size_t from, std::string_view to) {
      const std::size_t target = node_of(to);
      std::vector<std::size_t>& targets = edges_[from];
      if (target != from && std::ranges::find(targets, target) == targets.end()) {
        targets.push_back(target);
      }
    };
    for (const service_info* const service : types_.services) {
      const std::size_t from = node_of(service->full_name);
      for (const method_info& method : service->methods) {
        point(from, method.request->full_name);
        point(from, method.reply->full_name);
        if (!method.http_rules.empty()) point(from, http_option);
      }
    }
    if (types_.has_http_rules) {
      const std::size_t option = node_of(http_option);
      point(option, message_info_of<protobuf::HttpRule>().full_name);
      point(option, message_info_of<protobuf::MethodOptions>().full_name);
    }
    for (const message_info* const message : types_.messages) {
      const std::size_t from = node_of(message->full_name);
      for (const field_info& field : message->fields) {
        if (field.value->message != nullptr) point(from, field.value->message->full_name);
        if (field.value->enumeration != nullptr) point(from, field.value->enumeration->full_name);
      }
    }
  }

  // The files in the order of their first types, and which import which.
  graph file_graph() {
    names_.clear();
    std::map<std::string_view, std::size_t> index;
    for (const node& one : nodes_) {
      if (index.emplace(one.file, names_.size()).second) names_.push_back(one.file);
    }
    graph files(names_.size());
    for (std::size_t from = 0; from < nodes_.size(); ++from) {
      for (const std::size_t to : edges_[from]) {
        if (nodes_[from].file != nodes_[to].file) {
          files[index.at(nodes_[from].file)].push_back(index.at(nodes_[to].file));
        }
      }
    }
    return files;
  }

  status break_circles() {
    std::set<std::string> circular;
    for (const auto& component : components_of(file_graph())) {
      if (component.size() == 1) continue;
      for (const std::size_t file : component) circular.insert(names_[file]);
    }
    if (circular.empty()) return {};
    for (const auto& component : components_of(edges_)) {
      node& first = nodes_[component.front()];
      if (!circular.contains(first.file)) continue;
      const std::string file =
          package_folder(first.package) + to_snake_case(last_name_of(first.full_name)) + ".proto";
      for (const std::size_t member : component) {
        if (nodes_[member].package != first.package) {
          std::string why{"this type and "};
          why.append(nodes_[member].full_name)
              .append(
                  " contain each other, and a .proto file has one package: give both the "
                  "same");
          return invalid(first.full_name, why);
        }
        nodes_[member].file = file;
      }
    }
    return {};
  }

  void make_files() {
    const graph files = file_graph();
    std::map<std::string_view, std::size_t> place;
    for (const auto& component : components_of(files)) {
      // Two types whose names become one file name share it; the check of the result tells.
      for (const std::size_t file : component) {
        file_plan& plan = layout_.files.emplace_back();
        plan.name = names_[file];
        plan.well_known = well_known_file_called(plan.name);
        for (const std::size_t import : files[file]) plan.imports.insert(names_[import]);
        place.emplace(names_[file], layout_.files.size() - 1);
      }
    }
    for (const node& one : nodes_) {
      file_plan& plan = layout_.files[place.at(one.file)];
      plan.package = one.package;
      if (one.full_name == http_option) plan.has_http_option = true;
      if (one.service != nullptr) plan.services.push_back(one.service);
      if (one.message != nullptr) plan.messages.push_back(one.message);
      if (one.enumeration != nullptr) plan.enums.push_back(one.enumeration);
    }
  }

  const contract_types& types_;
  file_layout layout_;
  std::map<std::string_view, kind> kinds_;
  std::vector<node> nodes_;
  std::map<std::string_view, std::size_t> index_;
  graph edges_;
  std::vector<std::string> names_;
};

}  // namespace detail

/// Distributes types among files.
///
/// A type whose full name begins with that of another message is nested in it. What is before the
/// last part of all other names is a package, and a package is a file, named as `buf lint` wants
/// it: `hello/v1/hello.proto`. Packages that import each other in a circle, which files must not
/// do, are split into a file for each type, `hello/v1/greeter.proto`; types that contain each other
/// share one.
///
/// @error INVALID_ARGUMENT when names clash, or when types of two packages contain each other.
[[nodiscard]] inline result<file_layout> lay_out(const contract_types& types) {
  return detail::layout_maker{types}.make();
}

}  // namespace tern::schema
