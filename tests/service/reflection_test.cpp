// SPDX-License-Identifier: MIT

#include <tern/services.hpp>
#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

namespace park::v1 {

enum class Kind : std::int32_t { unknown, oak };
TERN_ENUM(Kind, (unknown, "KIND_UNKNOWN"), (oak, "KIND_OAK"))

struct Tree {
  struct Leaf {
    std::int32_t green = 0;
  };
  std::vector<Leaf> leaves{};
  Kind kind = Kind::unknown;
  std::chrono::sys_time<std::chrono::seconds> planted{};
};
TERN_MESSAGE(Tree::Leaf, (1, green))
TERN_MESSAGE(Tree, (1, leaves), (2, kind), (3, planted))

struct Bird {
  std::string song;
};
TERN_MESSAGE(Bird, (1, song))

struct Park {
  tern::task<Tree> Find(Tree);
};
TERN_SERVICE(Park, Find)

struct OpenPark {
  tern::task<Tree> Find(Tree);
};
TERN_SERVICE(OpenPark, (Find, tern::get("/v1/trees/{kind}")))

struct Service {
  tern::task<Tree> Find(Tree tree) { co_return tree; }
};

}  // namespace park::v1

using namespace tern::service;
using asks = ServerReflectionRequest;

namespace {

/// Asks a server that serves a park, by one of the two names of reflection.
template <class Contract, class Served = park::v1::Park>
std::vector<ServerReflectionResponse> ask(std::vector<ServerReflectionRequest> requests) {
  tern::testing::manual_executor home;
  tern::testing::memory_server server;
  {
    tern::reflection gone{server};
    gone.add<park::v1::Bird>();
  }
  server.add<Served>(park::v1::Service{});
  tern::channel channel{{.type = tern::transport::address::kind::tcp, .host = "in", .port = 0},
                        server.connector()};
  tern::client<Contract> client{channel};
  std::vector<ServerReflectionResponse> responses;
  home.run([](tern::client<Contract>& to, std::vector<ServerReflectionRequest> all,
              std::vector<ServerReflectionResponse>& heard) -> tern::task<void> {
    const auto each =
        [](std::vector<ServerReflectionRequest> some) -> tern::stream<ServerReflectionRequest> {
      for (auto& one : some) co_yield std::move(one);
    };
    auto answers = to.ServerReflectionInfo(each(std::move(all)));
    while (auto answer = co_await answers.next()) heard.push_back(*std::move(answer));
  }(client, std::move(requests), responses));
  return responses;
}

template <std::size_t What, class Value>
ServerReflectionRequest request(Value value) {
  ServerReflectionRequest made{.host = "here"};
  made.message_request.emplace<What>(std::move(value));
  return made;
}

std::vector<std::string> files_in(const ServerReflectionResponse& response) {
  std::vector<std::string> names;
  const auto* const found = std::get_if<FileDescriptorResponse>(&response.message_response);
  if (found == nullptr) return names;
  for (const std::string& each : found->file_descriptor_proto) {
    const auto file =
        tern::codec::decode<tern::protobuf::FileDescriptorProto>(tern::as_bytes(each));
    REQUIRE(file);
    names.push_back(file->name.value_or("?"));
  }
  return names;
}

}  // namespace

TEST_CASE_TEMPLATE("reflection lists the services, itself among them", Contract, ServerReflection,
                   ServerReflectionAlpha) {
  const auto answers = ask<Contract>({request<asks::list_services>(std::string{})});
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].valid_host == "here");
  CHECK(answers[0].original_request.has_value());
  std::vector<std::string> names;
  for (const auto& each : std::get<ListServiceResponse>(answers[0].message_response).service) {
    names.push_back(each.name);
  }
  CHECK(names == std::vector<std::string>{"grpc.reflection.v1.ServerReflection",
                                          "grpc.reflection.v1alpha.ServerReflection",
                                          "park.v1.Park"});
}

TEST_CASE("reflection finds the file of every symbol, with what it imports") {
  const std::vector<std::string> expected{"park/v1/park.proto", "google/protobuf/timestamp.proto"};
  for (const char* symbol :
       {"park.v1.Park", "park.v1.Park.Find", "park.v1.Tree", "park.v1.Tree.kind",
        "park.v1.Tree.Leaf", "park.v1.Tree.Leaf.green", "park.v1.Kind", "park.v1.KIND_OAK"}) {
    const auto answers =
        ask<ServerReflection>({request<asks::file_containing_symbol>(std::string{symbol})});
    REQUIRE(answers.size() == 1);
    CHECK_MESSAGE(files_in(answers[0]) == expected, symbol);
  }
  const auto answers = ask<ServerReflection>(
      {request<asks::file_by_filename>(std::string{"park/v1/park.proto"}),
       request<asks::file_by_filename>(std::string{"google/protobuf/timestamp.proto"}),
       request<asks::file_containing_symbol>(std::string{"google.protobuf.Timestamp"}),
       request<asks::all_extension_numbers_of_type>(std::string{"park.v1.Tree"})});
  REQUIRE(answers.size() == 4);
  CHECK(files_in(answers[0]) == expected);
  CHECK(files_in(answers[1]) == std::vector<std::string>{"google/protobuf/timestamp.proto"});
  CHECK(files_in(answers[2]) == std::vector<std::string>{"google/protobuf/timestamp.proto"});
  const auto& extensions = std::get<ExtensionNumberResponse>(answers[3].message_response);
  CHECK(extensions.base_type_name == "park.v1.Tree");
  CHECK(extensions.extension_number.empty());
}

TEST_CASE("what reflection does not know is an error in the stream, which goes on") {
  const auto answers = ask<ServerReflection>(
      {request<asks::file_containing_symbol>(std::string{"no.Such"}),
       request<asks::file_by_filename>(std::string(5000, 'x')),
       request<asks::file_containing_extension>(ExtensionRequest{"park.v1.Tree", 5}),
       request<asks::all_extension_numbers_of_type>(std::string{"no.Such"}),
       ServerReflectionRequest{}, request<asks::list_services>(std::string{})});
  REQUIRE(answers.size() == 6);
  const auto error = [&](std::size_t at) {
    return std::get<ErrorResponse>(answers[at].message_response);
  };
  CHECK(error(0).error_code == static_cast<std::int32_t>(tern::code::not_found));
  CHECK(error(0).error_message == "unknown symbol no.Such");
  CHECK(error(1).error_message.size() < 300);
  CHECK(error(2).error_code == static_cast<std::int32_t>(tern::code::not_found));
  CHECK(error(3).error_message == "unknown type no.Such");
  CHECK(error(4).error_code == static_cast<std::int32_t>(tern::code::invalid_argument));
  CHECK(std::holds_alternative<ListServiceResponse>(answers[5].message_response));
}

TEST_CASE("the option of HTTP rules is an extension, which is known where there are rules") {
  const ExtensionRequest option{"google.protobuf.MethodOptions", 72295728};
  const auto answers = ask<ServerReflection, park::v1::OpenPark>(
      {request<asks::file_containing_extension>(option),
       request<asks::all_extension_numbers_of_type>(option.containing_type),
       request<asks::file_containing_symbol>(std::string{"google.api.http"}),
       request<asks::file_containing_symbol>(std::string{"park.v1.OpenPark"}),
       request<asks::file_containing_extension>(ExtensionRequest{option.containing_type, 5})});
  REQUIRE(answers.size() == 5);
  const std::vector<std::string> expected{"google/api/annotations.proto", "google/api/http.proto",
                                          "google/protobuf/descriptor.proto"};
  CHECK(files_in(answers[0]) == expected);
  CHECK(std::get<ExtensionNumberResponse>(answers[1].message_response).extension_number ==
        std::vector<std::int32_t>{option.extension_number});
  CHECK(files_in(answers[2]) == expected);
  CHECK(files_in(answers[3]).size() == 5);
  CHECK(std::get<ErrorResponse>(answers[4].message_response).error_message ==
        "unknown extension google.protobuf.MethodOptions 5");
  const auto without = ask<ServerReflection>({request<asks::file_containing_extension>(option)});
  CHECK(std::holds_alternative<ErrorResponse>(without.at(0).message_response));
}

TEST_CASE("reflection knows the details of errors, and messages that are added") {
  const auto answers = ask<ServerReflection>(
      {request<asks::file_containing_symbol>(std::string{"google.rpc.BadRequest.FieldViolation"}),
       request<asks::file_containing_symbol>(std::string{"google.rpc.RetryInfo"}),
       request<asks::file_containing_symbol>(std::string{"park.v1.Bird"})});
  REQUIRE(answers.size() == 3);
  const std::vector<std::string> details{"google/rpc/rpc.proto", "google/protobuf/duration.proto"};
  CHECK(files_in(answers[0]) == details);
  CHECK(files_in(answers[1]) == details);
  CHECK(files_in(answers[2]).front() == "park/v1/park.proto");
}

namespace own {

// A contract that was written from google/rpc itself.
struct BadRequest {
  std::int32_t number = 0;
};
TERN_MESSAGE(BadRequest, "google.rpc.BadRequest", (1, number))

struct Judge {
  tern::task<BadRequest> Look(BadRequest);
};
TERN_SERVICE(Judge, ("google.rpc.Judge"), Look)

struct Service {
  tern::task<BadRequest> Look(BadRequest request) { co_return request; }
};

}  // namespace own

TEST_CASE("a contract's own details are what reflection tells") {
  tern::testing::manual_executor home;
  tern::testing::memory_server server;
  const tern::reflection reflection{server};
  server.add<own::Judge>(own::Service{});
  tern::channel channel{{.type = tern::transport::address::kind::tcp, .host = "in", .port = 0},
                        server.connector()};
  tern::client<ServerReflection> client{channel};
  ServerReflectionResponse answer;
  home.run([](auto& to, auto& heard) -> tern::task<void> {
    const auto sole = []() -> tern::stream<ServerReflectionRequest> {
      co_yield request<asks::file_containing_symbol>(std::string{"google.rpc.BadRequest"});
    };
    auto answers = to.ServerReflectionInfo(sole());
    while (auto each = co_await answers.next()) heard = *std::move(each);
  }(client, answer));
  const auto& files = std::get<FileDescriptorResponse>(answer.message_response);
  const auto file = tern::codec::decode<tern::protobuf::FileDescriptorProto>(
      tern::as_bytes(files.file_descriptor_proto.front()));
  REQUIRE(file);
  REQUIRE(file->service.size() == 1);
  CHECK(file->service.front().name == "Judge");
}
