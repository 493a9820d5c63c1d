// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <tern/schema/message_info.hpp>
#include <tern/schema/name_table.hpp>

namespace tern::rest {

/// A description of a message with one of its fields alone: with it, what reads or writes messages
/// reads or writes that field and cannot touch another.
/// @lifetime borrows the type's texts; it stays where it is.
class one_field {
 public:
  one_field(const schema::message_info& type, const schema::field_info& field) : field_{field} {
    field_[0].oneof = -1;
    schema::fill_name_slots(slots_, field_);
    info_.full_name = type.full_name;
    info_.fields = field_;
    info_.name_slots = slots_;
    info_.has_required = field.cardinality == schema::cardinality::required;
  }
  one_field(const one_field&) = delete;
  one_field& operator=(const one_field&) = delete;

  [[nodiscard]] const schema::message_info& info() const noexcept { return info_; }

 private:
  schema::message_info info_{};
  std::array<schema::field_info, 1> field_;
  std::array<std::uint16_t, schema::name_slot_count(1)> slots_{};
};

}  // namespace tern::rest
