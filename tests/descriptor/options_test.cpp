// SPDX-License-Identifier: MIT
#include <tern/descriptor/options.hpp>

#include "messages.hpp"

using namespace tern::protobuf;

namespace {

struct Note {
  std::optional<std::string> text{};
  std::optional<std::uint64_t> number{};

  bool operator==(const Note&) const = default;
};
TERN_MESSAGE(Note, "golden.v1.Note", (1, text), (2, number))

// What golden.proto adds to the options, as a program reads it that knows the extensions.
struct Extensions {
  std::optional<Note> file_note{};
  std::optional<std::int32_t> weight{};
  std::vector<Note> notes{};
  std::optional<std::string> unit{};
};
TERN_MESSAGE(Extensions, "golden.v1.Extensions", (50001, file_note),
             (50002, weight, tern::reflect::sint), (50003, notes), (50004, unit))

Extensions extensions_of(const tern::codec::unknown_fields& fields) {
  return decoded<Extensions>(tern::as_text(fields.bytes()));
}

}  // namespace

TEST_CASE("options are there if they were set") {
  const FileDescriptorProto file = golden_file();
  REQUIRE(file.options);
  CHECK(file.options->java_package == "com.example.golden");
  CHECK(file.options->optimize_for == FileOptions::OptimizeMode::CODE_SIZE);
  CHECK(file.options->cc_enable_arenas == false);
  CHECK(!file.options->deprecated);

  const DescriptorProto& message = file.message_type.at(1);
  CHECK(message.options->deprecated == true);
  CHECK(message.field.at(2).options->ctype == FieldOptions::CType::CORD);
  CHECK(message.field.at(3).options->packed == true);
  CHECK(message.field.at(8).options->lazy == true);
  CHECK(message.nested_type.at(0).options->map_entry == true);
  CHECK(message.enum_type.at(0).options->allow_alias == true);
  CHECK(message.enum_type.at(0).value.at(1).options->deprecated == true);
  CHECK(file.service.at(0).options->deprecated == true);
  CHECK(file.service.at(0).method.at(0).options->idempotency_level ==
        MethodOptions::IdempotencyLevel::NO_SIDE_EFFECTS);
}

TEST_CASE("custom options are kept for those who know them") {
  const FileDescriptorProto file = golden_file();
  CHECK(extensions_of(file.options->unknown_fields).file_note == Note{.text = "on the file"});
  const DescriptorProto& message = file.message_type.at(1);
  const Extensions extensions = extensions_of(message.options->unknown_fields);
  CHECK(extensions.weight == -7);
  CHECK(extensions.notes ==
        std::vector<Note>{{.text = "first", .number = 18'446'744'073'709'551'615u},
                          {.text = "second"}});
  CHECK(extensions_of(message.field.at(1).options->unknown_fields).unit == "pieces");
}

TEST_CASE("every option has room for custom ones") {
  const std::string custom = from_hex("8ab51804 6e6f7465");  // number 50001, "note"
  CHECK(encoded(decoded<FileOptions>(custom)) == custom);
  CHECK(encoded(decoded<MessageOptions>(custom)) == custom);
  CHECK(encoded(decoded<FieldOptions>(custom)) == custom);
  CHECK(encoded(decoded<OneofOptions>(custom)) == custom);
  CHECK(encoded(decoded<EnumOptions>(custom)) == custom);
  CHECK(encoded(decoded<EnumValueOptions>(custom)) == custom);
  CHECK(encoded(decoded<ServiceOptions>(custom)) == custom);
  CHECK(encoded(decoded<MethodOptions>(custom)) == custom);
  CHECK(encoded(decoded<ExtensionRangeOptions>(custom)) == custom);
}

TEST_CASE("an option that is not looked up keeps its name and its value") {
  const UninterpretedOption option{.name = {{.name_part = "a.b", .is_extension = true},
                                            {.name_part = "", .is_extension = false}},
                                   .string_value = "\xff"};
  const std::string bytes = from_hex("1207 0a03612e62 1001 1204 0a00 1000 3a01ff");
  CHECK(encoded(option) == bytes);
  CHECK(decoded<UninterpretedOption>(bytes) == option);
}
