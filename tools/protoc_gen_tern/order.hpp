// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <vector>

#include "field.hpp"
#include "schema.hpp"

namespace protoc_gen_tern {

/// The order in which the structs of a file are defined: each behind those that it is made of,
/// those that need each other in a group.
///
/// In a group not everybody can come last, so some members are of a type that is not defined yet:
/// `has_before` says which.
class definition_order {
 public:
  definition_order(const file_schema& file, const schema& all) : all_{all} {
    for_each_message(file, [this](const message_schema& message) {
      if (!message.is_map_entry()) visit(message);
    });
    for (auto& group : groups_) sort_group(group);
    std::size_t position = 0;
    for (std::size_t index = 0; index < groups_.size(); ++index) {
      for (const message_schema* message : groups_[index])
        positions_[message] = {index, position++};
    }
  }

  [[nodiscard]] const std::vector<std::vector<const message_schema*>>& groups() const {
    return groups_;
  }

  /// Whether `type` is defined when the members of `user` are declared. The types of other files
  /// are.
  [[nodiscard]] bool has_before(const message_schema& type, const message_schema& user) const {
    const auto found = positions_.find(&type);
    return found == positions_.end() || found->second.index < positions_.at(&user).index;
  }

  /// Whether two need each other.
  [[nodiscard]] bool in_one_group(const message_schema& type, const message_schema& user) const {
    const auto found = positions_.find(&type);
    return found != positions_.end() && found->second.group == positions_.at(&user).group;
  }

 private:
  struct position {
    std::size_t group = 0;
    std::size_t index = 0;
  };

  struct mark {
    std::size_t index = 0;
    std::size_t low = 0;
    bool open = true;
  };

  // Tarjan's strongly connected components: a group is complete when those that it needs are.
  void visit(const message_schema& message) {
    if (marks_.contains(&message)) return;
    mark& own = marks_[&message];
    own.index = own.low = marks_.size();
    stack_.push_back(&message);
    for (const message_schema* needed : needs(message)) {
      visit(*needed);
      const mark& other = marks_.at(needed);
      if (other.open) own.low = std::min(own.low, other.low);
    }
    if (own.low != own.index) return;
    std::vector<const message_schema*> group;
    do {
      group.push_back(stack_.back());
      marks_.at(stack_.back()).open = false;
      stack_.pop_back();
    } while (group.back() != &message);
    std::ranges::reverse(group);
    groups_.push_back(std::move(group));
  }

  // What a message is made of, of its own file: nested types, so that it can have names for them,
  // and the types of its fields.
  [[nodiscard]] std::vector<const message_schema*> needs(const message_schema& message) const {
    std::vector<const message_schema*> needed;
    for (const auto& nested : message.messages) {
      if (!nested->is_map_entry()) needed.push_back(nested.get());
    }
    for (const field_schema& field : fields_of(message, all_)) {
      const message_schema* const value = value_message(field, all_);
      if (value != nullptr && value->file == message.file) needed.push_back(value);
    }
    return needed;
  }

  // Takes again and again the one with the fewest members that would need a box: required ones
  // count most, since a box does not say that there is something in it.
  void sort_group(std::vector<const message_schema*>& group) const {
    if (group.size() == 1) return;
    std::vector<const message_schema*> rest = group;
    std::ranges::sort(rest, {}, [](const message_schema* message) {
      return message->at / std::numeric_limits<std::int32_t>::max();  // parents behind their own
    });
    for (auto at = group.begin(); at != group.end(); ++at) {
      const auto cheapest = std::ranges::min_element(
          rest, {}, [&](const message_schema* message) { return cost(*message, rest); });
      *at = *cheapest;
      rest.erase(cheapest);
    }
  }

  [[nodiscard]] std::size_t cost(const message_schema& message,
                                 const std::vector<const message_schema*>& rest) const {
    constexpr std::size_t required = 1000;
    std::size_t sum = 0;
    for (const field_schema& field : fields_of(message, all_)) {
      if (!field.is_single() || field.message == &message) continue;
      if (std::ranges::find(rest, field.message) == rest.end()) continue;
      sum += field.has == field_schema::presence::required ? required : 1;
    }
    return sum;
  }

  const schema& all_;
  std::map<const message_schema*, mark> marks_;
  std::vector<const message_schema*> stack_;
  std::vector<std::vector<const message_schema*>> groups_;
  std::map<const message_schema*, position> positions_;
};

}  // namespace protoc_gen_tern
