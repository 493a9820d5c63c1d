// SPDX-License-Identifier: MIT
#include <tern/codec/element_read.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <memory_resource>
#include <string>

TEST_CASE("what was made has the memory of the reader, if that has any") {
  std::pmr::monotonic_buffer_resource memory;
  tern::codec::reader with{tern::byte_view{}, {.memory = &memory}};
  std::pmr::string text;
  CHECK(&tern::codec::detail::settled(text, with) == &text);
  CHECK(text.get_allocator().resource() == &memory);

  tern::codec::reader without{tern::byte_view{}, {}};
  std::pmr::string other;
  tern::codec::detail::settled(other, without);
  CHECK(other.get_allocator().resource() == std::pmr::get_default_resource());
}
