// SPDX-License-Identifier: MIT
#include <tern/schema/make_access.hpp>

#include <tern/message.hpp>
#include <tern/schema/make_message.hpp>

#include <array>
#include <map>
#include <memory_resource>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

struct Part {
  std::pmr::string text;
};
TERN_MESSAGE(Part, "test.Part", (1, text))

struct Whole {
  std::pmr::vector<Part> parts;
  std::pmr::map<std::pmr::string, Part> named;
  tern::pmr::box<Part> boxed;
};
TERN_MESSAGE(Whole, "test.Whole", (1, parts), (2, named), (3, boxed))

}  // namespace

TEST_CASE("what is put into a container takes its memory from the container's resource") {
  std::array<std::byte, 4096> room;
  std::pmr::monotonic_buffer_resource arena{room.data(), room.size(),
                                            std::pmr::null_memory_resource()};
  const std::string long_text(100, 'x');
  Whole whole = tern::codec::make_in<Whole>(arena);
  std::pmr::memory_resource* const before =
      std::pmr::set_default_resource(std::pmr::null_memory_resource());

  const auto& parts = tern::schema::message_info_of<Whole>().fields[0];
  CHECK(parts.access->append(parts.member(&whole), [&](void* value) {
    static_cast<Part*>(value)->text = long_text;
    return true;
  }));
  const auto& named = tern::schema::message_info_of<Whole>().fields[1];
  auto became = tern::codec::insertion::replaced;
  CHECK(named.access->insert(
      named.member(&whole),
      [&](void* key, void* value) {
        *static_cast<std::pmr::string*>(key) = long_text;
        static_cast<Part*>(value)->text = long_text;
        return true;
      },
      128, became));

  const auto& boxed = tern::schema::message_info_of<Whole>().fields[2];
  CHECK(tern::schema::write_value(*boxed.value, boxed.access->make(boxed.member(&whole)),
                                  [&](void* value) {
                                    static_cast<Part*>(value)->text = long_text;
                                    return true;
                                  })
            .ok());

  std::pmr::set_default_resource(before);
  CHECK(whole.boxed->text.get_allocator().resource() == &arena);
  CHECK(whole.parts.at(0).text.get_allocator().resource() == &arena);
  CHECK(whole.named.begin()->first.get_allocator().resource() == &arena);
  CHECK(whole.named.begin()->second.text.get_allocator().resource() == &arena);
}
