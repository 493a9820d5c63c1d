// SPDX-License-Identifier: MIT
#include <tern/codec/memory.hpp>

#include <tern/message.hpp>

#include "messages.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory_resource>

namespace {

const std::string long_text(100, 'x');

// Counts, and fails when more is asked for than is allowed.
class counting_resource : public std::pmr::memory_resource {
 public:
  [[nodiscard]] std::size_t allocations() const { return allocations_; }

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    ++allocations_;
    return std::pmr::new_delete_resource()->allocate(bytes, alignment);
  }
  void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override {
    std::pmr::new_delete_resource()->deallocate(memory, bytes, alignment);
  }
  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::size_t allocations_ = 0;
};

// While it lives, what does not say where its memory is from gets none: a container that was
// forgotten throws.
class no_default_memory {
 public:
  no_default_memory() = default;
  ~no_default_memory() { std::pmr::set_default_resource(before_); }

 private:
  std::pmr::memory_resource* before_ =
      std::pmr::set_default_resource(std::pmr::null_memory_resource());
};

// Memory that ends.
struct arena {
  std::array<std::byte, 256 * 1024> room;
  std::pmr::monotonic_buffer_resource resource{room.data(), room.size(),
                                               std::pmr::null_memory_resource()};
};

struct Leaf {
  std::pmr::string text;
  std::pmr::vector<std::byte> blob;

  friend bool operator==(const Leaf&, const Leaf&) = default;
};
TERN_MESSAGE(Leaf, "test.Leaf", (1, text), (2, blob))

struct Tree {
  std::pmr::string text;
  std::pmr::vector<std::int64_t> numbers;
  std::pmr::vector<bool> flags;
  std::pmr::vector<std::pmr::string> texts;
  std::pmr::vector<Leaf> leaves;
  std::vector<Leaf> std_leaves;
  std::pmr::map<std::pmr::string, Leaf> by_name;
  std::pmr::unordered_map<std::int32_t, std::pmr::string> by_number;
  Leaf leaf;
  std::optional<Leaf> maybe_leaf;
  std::optional<std::pmr::string> maybe_text;
  std::variant<std::monostate, std::pmr::string, Leaf> choice;
  tern::box<Tree> boxed;
  tern::pmr::box<Tree> pmr_boxed;
  std::unique_ptr<Leaf> unique;
  std::pmr::vector<Tree> trees;
  std::variant<std::monostate, tern::pmr::box<Tree>> pmr_choice;
};
TERN_MESSAGE(Tree, "test.Tree", (1, text), (2, numbers), (3, flags), (4, texts), (5, leaves),
             (6, std_leaves), (7, by_name), (8, by_number), (9, leaf), (10, maybe_leaf),
             (11, maybe_text), (oneof, choice, (12, chosen_text), (13, chosen_leaf)), (14, boxed),
             (15, unique), (16, trees), (17, pmr_boxed), (oneof, pmr_choice, (18, tree)))

struct Plain {
  std::string text;
  std::vector<std::int32_t> numbers;
  std::optional<golden::Inner> inner;
};
TERN_MESSAGE(Plain, "test.Plain", (1, text), (2, numbers), (3, inner))

// Made with initialisers, which a resource does not change.
struct Started {
  std::pmr::string text{long_text};
  std::optional<Leaf> leaf;
};
TERN_MESSAGE(Started, "test.Started", (1, text), (2, leaf))

Leaf leaf() {
  return {.text = std::pmr::string{long_text}, .blob = std::pmr::vector<std::byte>(100)};
}

// Every container has more than fits into it.
Tree tree(int depth = 1) {
  Tree made{.text = std::pmr::string{long_text},
            .numbers = {1, 2, 3},
            .flags = {true, false},
            .texts = {std::pmr::string{long_text}, std::pmr::string{long_text}},
            .leaves = {leaf(), leaf(), leaf()},
            .std_leaves = {leaf(), leaf(), leaf()},
            .leaf = leaf(),
            .maybe_leaf = leaf(),
            .maybe_text = std::pmr::string{long_text},
            .unique = std::make_unique<Leaf>(leaf())};
  made.by_name[std::pmr::string{long_text}] = leaf();
  made.by_number[1] = long_text;
  made.choice = leaf();
  if (depth > 0) {
    made.boxed.emplace(tree(depth - 1));
    made.pmr_boxed.emplace(tree(depth - 1));
    made.pmr_choice.emplace<1>(tree(depth - 1));
    made.trees.push_back(tree(depth - 1));
    made.trees.push_back(tree(depth - 1));
  }
  return made;
}

void check_leaf(const Leaf& leaf, const std::pmr::memory_resource* memory) {
  CHECK(leaf.text.get_allocator().resource() == memory);
  CHECK(leaf.blob.get_allocator().resource() == memory);
}

void check_tree(const Tree& tree, const std::pmr::memory_resource* memory) {
  CHECK(tree.text.get_allocator().resource() == memory);
  CHECK(tree.numbers.get_allocator().resource() == memory);
  CHECK(tree.flags.get_allocator().resource() == memory);
  for (const auto& text : tree.texts) CHECK(text.get_allocator().resource() == memory);
  for (const auto& each : tree.leaves) check_leaf(each, memory);
  for (const auto& each : tree.std_leaves) check_leaf(each, memory);
  for (const auto& [name, each] : tree.by_name) {
    CHECK(name.get_allocator().resource() == memory);
    check_leaf(each, memory);
  }
  for (const auto& [number, text] : tree.by_number) {
    CHECK(text.get_allocator().resource() == memory);
  }
  check_leaf(tree.leaf, memory);
  if (tree.maybe_leaf) check_leaf(*tree.maybe_leaf, memory);
  if (tree.maybe_text) CHECK(tree.maybe_text->get_allocator().resource() == memory);
  if (const auto* chosen = std::get_if<Leaf>(&tree.choice)) check_leaf(*chosen, memory);
  if (tree.unique) check_leaf(*tree.unique, memory);
  if (tree.boxed) check_tree(*tree.boxed, memory);
  CHECK(tree.pmr_boxed.get_allocator().resource() == memory);
  if (tree.pmr_boxed) check_tree(*tree.pmr_boxed, memory);
  if (const auto* chosen = std::get_if<1>(&tree.pmr_choice)) {
    CHECK(chosen->get_allocator().resource() == memory);
    if (*chosen) check_tree(**chosen, memory);
  }
  for (const auto& each : tree.trees) check_tree(each, memory);
}

}  // namespace

TEST_CASE("only what has containers of std::pmr uses memory of a resource") {
  using tern::codec::detail::uses_memory;
  CHECK(uses_memory<std::pmr::string>);
  CHECK(uses_memory<std::pmr::map<std::int32_t, std::string>>);
  CHECK(uses_memory<Leaf>);
  CHECK(uses_memory<Tree>);
  CHECK(uses_memory<Started>);
  CHECK_FALSE(uses_memory<std::string>);
  CHECK_FALSE(uses_memory<std::vector<Leaf>>);  // when it is new, that is
  CHECK_FALSE(uses_memory<std::int32_t>);
  CHECK_FALSE(uses_memory<Plain>);
  CHECK_FALSE(uses_memory<std::string_view>);
}

TEST_CASE("decoding takes all memory of containers from the resource that it is given") {
  const auto encoded = tern::codec::encode(tree());
  arena memory;
  const no_default_memory none;
  const auto decoded = tern::codec::decode<Tree>(encoded.view(), {.memory = &memory.resource});
  REQUIRE(decoded);
  check_tree(*decoded, &memory.resource);
  CHECK(tern::as_text(tern::codec::encode(*decoded).view()) == tern::as_text(encoded.view()));
}

TEST_CASE("without a resource containers take the default one") {
  const auto encoded = tern::codec::encode(tree());
  const auto decoded = tern::codec::decode<Tree>(encoded.view());
  REQUIRE(decoded);
  check_tree(*decoded, std::pmr::get_default_resource());
}

TEST_CASE("memory that ends fails as the containers do") {
  const auto encoded = tern::codec::encode(tree());
  std::array<std::byte, 64> room;
  std::pmr::monotonic_buffer_resource small{room.data(), room.size(),
                                            std::pmr::null_memory_resource()};
  CHECK_THROWS_AS(static_cast<void>(tern::codec::decode<Tree>(encoded.view(), {.memory = &small})),
                  std::bad_alloc);
}

TEST_CASE("a message that was made with a resource is decoded into it") {
  const auto encoded = tern::codec::encode(tree());
  arena memory;
  Tree message = tern::codec::make_in<Tree>(memory.resource);
  check_tree(message, &memory.resource);
  {
    const no_default_memory none;
    REQUIRE(tern::codec::decode_into(encoded.view(), message, {.memory = &memory.resource}));
  }
  check_tree(message, &memory.resource);
}

TEST_CASE("what is in a container has the resource of the container, at any depth") {
  // Nothing is said to decoding, so that what is not in a container takes the default.
  struct {
    arena memory;
    counting_resource other;
  } of;
  Tree inner = tree(0);
  Tree outer;
  outer.trees.push_back(std::move(inner));
  outer.by_name[std::pmr::string{long_text}] = leaf();
  const auto encoded = tern::codec::encode(outer);

  Tree message{.by_name = std::pmr::map<std::pmr::string, Leaf>{&of.memory.resource},
               .trees = std::pmr::vector<Tree>{&of.memory.resource}};
  {
    const no_default_memory none;
    REQUIRE(tern::codec::decode_into(encoded.view(), message));
  }
  REQUIRE(message.trees.size() == 1);
  check_tree(message.trees[0], &of.memory.resource);
  REQUIRE(message.by_name.size() == 1);
  CHECK(message.by_name.begin()->first.get_allocator().resource() == &of.memory.resource);
  check_leaf(message.by_name.begin()->second, &of.memory.resource);

  // Even if decoding is told to use another one.
  Tree mixed{.trees = std::pmr::vector<Tree>{&of.memory.resource}};
  REQUIRE(tern::codec::decode_into(encoded.view(), mixed, {.memory = &of.other}));
  check_tree(mixed.trees.at(0), &of.memory.resource);
  CHECK(mixed.by_name.get_allocator().resource() == std::pmr::get_default_resource());
  CHECK(of.other.allocations() == 0);
}

TEST_CASE("the resource of a container does not outlast it") {
  // leaves = 5 in a container, then maybe_leaf = 10 outside of it.
  const auto encoded = tern::codec::encode(Tree{.leaves = {leaf()}, .maybe_leaf = leaf()});
  arena memory;
  counting_resource other;
  Tree message{.leaves = std::pmr::vector<Leaf>{&memory.resource}};
  REQUIRE(tern::codec::decode_into(encoded.view(), message, {.memory = &other}));
  check_leaf(message.leaves.at(0), &memory.resource);
  check_leaf(message.maybe_leaf.value(), &other);
  CHECK(other.allocations() > 0);
}

namespace {

struct Boxes {
  tern::pmr::box<Boxes> pmr;
  tern::box<Boxes> required;
  std::pmr::vector<Boxes> more;
};
TERN_MESSAGE(Boxes, "test.Boxes", (1, pmr), (2, required, tern::required), (3, more))

}  // namespace

TEST_CASE("what boxes of every kind take is bounded") {
  // Each element is two bytes, and four more for its boxes.
  std::string hex;
  for (int i = 0; i < 100; ++i) hex += "1a04 0a00 1200";
  const tern::codec::decode_options options{
      .allow_partial = true, .expansion_limit = 1, .free_expansion_bytes = 1000};
  CHECK(decode_hex<Boxes>(hex, {.allow_partial = true}));
  const auto bounded = decode_hex<Boxes>(hex, options);
  REQUIRE_FALSE(bounded);
  CHECK(bounded.status().code() == tern::code::resource_exhausted);
  CHECK_FALSE(decode_hex<Boxes>(
      "0a00", {.allow_partial = true, .expansion_limit = 1, .free_expansion_bytes = 1}));
  CHECK_FALSE(decode_hex<Boxes>(
      "1200", {.allow_partial = true, .expansion_limit = 1, .free_expansion_bytes = 1}));
}

TEST_CASE("initialisers of members keep what they say, in the memory of the resource") {
  arena memory;
  const auto decoded = tern::codec::decode<Started>({}, {.memory = &memory.resource});
  REQUIRE(decoded);
  CHECK(std::string_view{decoded->text} == long_text);
  CHECK(decoded->text.get_allocator().resource() == &memory.resource);
}

TEST_CASE("a message without such containers does not touch the resource") {
  const auto encoded = tern::codec::encode(
      Plain{.text = long_text, .numbers = {1, 2}, .inner = golden::Inner{.text = long_text}});
  counting_resource memory;
  REQUIRE(tern::codec::decode<Plain>(encoded.view(), {.memory = &memory}));
  CHECK(memory.allocations() == 0);
}

namespace {

// A message that takes its memory in its own way.
struct Aware {
  using allocator_type = std::pmr::polymorphic_allocator<>;

  Aware() = default;
  explicit Aware(const allocator_type& allocator) : text(allocator) {}
  Aware(Aware&&) = default;
  Aware(Aware&& other, const allocator_type& allocator)
      : text(std::move(other.text), allocator), number(other.number) {}

  std::pmr::string text;
  std::int32_t number = 0;
};
TERN_MESSAGE(Aware, "test.Aware", (1, text), (2, number))

struct AwareHolder {
  Aware plain;
  std::pmr::vector<Aware> list;
  std::variant<std::monostate, Aware> choice;
};
TERN_MESSAGE(AwareHolder, "test.AwareHolder", (1, plain), (2, list), (oneof, choice, (3, chosen)))

}  // namespace

TEST_CASE("a message that knows allocators is given one") {
  // { plain { text: "a" } list {} list {} chosen {} }
  arena memory;
  const no_default_memory none;
  const auto decoded =
      decode_hex<AwareHolder>("0a030a0161 1200 1200 1a00", {.memory = &memory.resource});
  REQUIRE(decoded);
  CHECK(decoded->plain.text.get_allocator().resource() == &memory.resource);
  CHECK(decoded->list.at(1).text.get_allocator().resource() == &memory.resource);
  CHECK(std::get<1>(decoded->choice).text.get_allocator().resource() == &memory.resource);
}

TEST_CASE("a failing decoding gives its memory back") {
  const auto encoded = tern::codec::encode(tree());
  for (std::size_t size = 0; size < encoded.size(); size += 7) {
    arena memory;
    static_cast<void>(
        tern::codec::decode<Tree>(encoded.view().first(size), {.memory = &memory.resource}));
  }
}

TEST_CASE("a message that is decoded into again and again needs no new memory") {
  counting_resource memory;
  Leaf message = tern::codec::make_in<Leaf>(memory);
  const auto encoded = tern::codec::encode(leaf());
  REQUIRE(tern::codec::decode_into(encoded.view(), message));
  const std::size_t first = memory.allocations();
  CHECK(first == 2);
  for (int i = 0; i < 10; ++i) {
    tern::codec::clear(message);
    REQUIRE(tern::codec::decode_into(encoded.view(), message));
  }
  CHECK(memory.allocations() == first);
  CHECK(message == leaf());
}
