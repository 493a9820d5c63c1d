// SPDX-License-Identifier: MIT

#include <tern/contract.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/schema/service_info.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

namespace zoo::v1 {

enum class Food : std::int32_t { none, hay, grass = 1 };
TERN_ENUM(Food, none, hay, (grass, "GRASS"))

struct Keeper {
  std::string first_name;
  std::vector<Keeper> friends;
};
TERN_MESSAGE(Keeper, (1, first_name), (2, friends))

struct Animal {
  std::int32_t legs = 0;
  std::optional<std::uint64_t> weight;
  std::vector<bool> flags;
  std::map<std::string, Keeper> keepers;
  std::variant<std::monostate, std::string, Keeper> origin;
  std::unique_ptr<Keeper> owner;
  tern::box<Animal> mother;
  Food food = Food::none;
  std::vector<std::int64_t> feedings;
  std::string secret;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Animal, "zoo.v1.Beast", (1, legs, tern::sint), (2, weight, tern::fixed), (3, flags),
             (4, keepers), (oneof, origin, (5, wild_name), (6, donor, tern::json_name("Giver"))),
             (7, owner), (8, mother), (9, food), (10, feedings, tern::unpacked),
             (11, secret, tern::sensitive, tern::bytes), (unknown, rest),
             (reserved, 12, tern::range(20, 30), "tail"))

struct Zoo {
  tern::task<Animal> Feed(Keeper);
  tern::stream<Animal> Watch(tern::stream<Keeper>);
};
TERN_SERVICE(Zoo, Feed, (Watch, "WatchAll"))

}  // namespace zoo::v1

using namespace tern::schema;
using zoo::v1::Animal;
using zoo::v1::Keeper;

namespace {

const message_info& animal = message_info_of<Animal>();

const field_info& field(std::string_view name) {
  for (const field_info& candidate : animal.fields)
    if (candidate.name == name) return candidate;
  FAIL("no field " << name);
  return animal.fields[0];
}

const void* find(const Animal& message, const field_info& of) {
  return of.access->find(of.member(static_cast<const void*>(&message)));
}

}  // namespace

TEST_CASE("a message knows its name and its fields in the order of the macro") {
  CHECK(animal.full_name == "zoo.v1.Beast");
  CHECK(animal.well_known == well_known::none);
  CHECK(animal.fields.size() == 11);
  CHECK(animal.fields.front().name == "legs");
  CHECK(animal.fields.back().name == "secret");
  CHECK(animal.find(8)->name == "mother");
  CHECK(animal.find(12) == nullptr);

  REQUIRE(animal.reserved.size() == 3);
  CHECK(animal.reserved[0].first == 12);
  CHECK(animal.reserved[1].last == 30);
  CHECK(animal.reserved[2].name() == "tail");
}

TEST_CASE("a field knows its type, its names and how many values it has") {
  CHECK(field("legs").value->kind == kind::sint32);
  CHECK(field("legs").cardinality == cardinality::implicit);
  CHECK(field("weight").value->kind == kind::fixed64);
  CHECK(field("weight").cardinality == cardinality::optional);
  CHECK(field("flags").packed);
  CHECK(field("feedings").cardinality == cardinality::repeated);
  CHECK_FALSE(field("feedings").packed);
  CHECK(field("keepers").cardinality == cardinality::map);
  CHECK(field("keepers").key->kind == kind::string);
  CHECK(field("keepers").value->message == &message_info_of<Keeper>());
  CHECK(field("owner").cardinality == cardinality::optional);
  CHECK(field("mother").value->message == &animal);
  CHECK(field("food").value->enumeration->full_name == "zoo.v1.Food");
  CHECK(field("food").value->enumeration->name_of(1) == "hay");
  CHECK(field("food").value->enumeration->number_of("GRASS") == 1);
  CHECK_FALSE(field("food").value->enumeration->name_of(7));
  CHECK(field("secret").value->kind == kind::bytes);
  CHECK(field("secret").sensitive);
  CHECK_FALSE(field("legs").sensitive);

  CHECK(field("wild_name").oneof == 0);
  CHECK(field("wild_name").json_name == "wildName");
  CHECK(field("donor").json_name == "Giver");
  CHECK(field("donor").has_own_json_name);
  REQUIRE(animal.oneofs.size() == 1);
  CHECK(animal.oneofs[0] == "origin");
}

TEST_CASE("what is absent is not found, what is there is") {
  Animal message;
  for (const field_info& each : animal.fields) {
    if (each.access->find != nullptr) CHECK_MESSAGE(find(message, each) == nullptr, each.name);
  }
  message.legs = 4;
  CHECK(find(message, field("legs")) == &message.legs);
  message.weight = 0;
  CHECK(find(message, field("weight")) == &*message.weight);
  message.origin = "Tibet";
  CHECK(find(message, field("wild_name")) != nullptr);
  CHECK(find(message, field("donor")) == nullptr);

  message.mother.emplace().legs = 3;
  const field_info& mother = field("mother");
  const void* seen = nullptr;
  read_value(*mother.value, find(message, mother), [&](const void* wire) { seen = wire; });
  CHECK(seen == &*message.mother);
}

TEST_CASE("what is made is there, and cleared it is absent again") {
  Animal message;
  for (const field_info& each : animal.fields) {
    void* const member = each.member(&message);
    if (each.access->make == nullptr) continue;
    REQUIRE(each.access->make(member) != nullptr);
    CHECK(each.access->get(member) != nullptr);
    each.access->clear(member);
    CHECK_MESSAGE(find(message, each) == nullptr, each.name);
  }
  const field_info& donor = field("donor");
  message.origin = "Tibet";
  static_cast<Keeper*>(donor.access->make(donor.member(&message)))->first_name = "Ada";
  CHECK(std::get<Keeper>(message.origin).first_name == "Ada");

  const field_info& owner = field("owner");
  CHECK(write_value(*owner.value, owner.access->make(owner.member(&message)), [](void* wire) {
          static_cast<Keeper*>(wire)->first_name = "Bob";
          return true;
        }).ok());
  REQUIRE(message.owner);
  CHECK(message.owner->first_name == "Bob");
}

TEST_CASE("elements and entries are appended if they could be filled") {
  Animal message;
  const field_info& flags = field("flags");
  const auto put = [](bool flag, bool keep) {
    return [=](void* value) {
      *static_cast<bool*>(value) = flag;
      return keep;
    };
  };
  CHECK(flags.access->append(flags.member(&message), put(true, true)));
  CHECK_FALSE(flags.access->append(flags.member(&message), put(true, false)));
  CHECK(flags.access->append(flags.member(&message), put(false, true)));
  CHECK(message.flags == std::vector<bool>{true, false});
  CHECK(flags.access->size(flags.member(&message)) == 2);

  const field_info& keepers = field("keepers");
  auto became = tern::codec::insertion::crowded;
  const auto fill = [&](void* key, void* value) {
    CHECK(keepers.key->set_text(key, "k"));
    static_cast<Keeper*>(value)->first_name = "Eve";
    return true;
  };
  CHECK(keepers.access->insert(keepers.member(&message), fill, 128, became));
  CHECK(became == tern::codec::insertion::added);
  CHECK(keepers.access->insert(keepers.member(&message), fill, 128, became));
  CHECK(became == tern::codec::insertion::replaced);
  int entries = 0;
  keepers.access->each_entry(keepers.member(&message), [&](const void* key, const void* value) {
    ++entries;
    CHECK(keepers.key->text(key) == "k");
    CHECK(static_cast<const Keeper*>(value)->first_name == "Eve");
    return true;
  });
  CHECK(entries == 1);
}

TEST_CASE("a message knows where its unknown fields are") {
  Animal message;
  CHECK(animal.unknown(&message) == &message.rest);
  CHECK(message_info_of<Keeper>().unknown(&message) == nullptr);
}

TEST_CASE("a service knows its methods") {
  const service_info& zoo = service_info_of<zoo::v1::Zoo>;
  CHECK(zoo.full_name == "zoo.v1.Zoo");
  REQUIRE(zoo.methods.size() == 2);
  CHECK(zoo.methods[0].name == "Feed");
  CHECK(zoo.methods[0].request == &message_info_of<Keeper>());
  CHECK(zoo.methods[0].reply == &animal);
  CHECK_FALSE(zoo.methods[0].reply_stream);
  CHECK(zoo.methods[1].name == "WatchAll");
  CHECK(zoo.methods[1].request_stream);
  CHECK(zoo.methods[1].reply_stream);
}
