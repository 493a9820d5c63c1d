// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/reflect/message.hpp>
#include <tern/reflect/service.hpp>
#include <tern/rpc/error_details.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/schema/contract_types.hpp>
#include <tern/schema/descriptor.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/schema/proto_names.hpp>

/// The reflection service with which grpcurl and its likes find out what a server serves.
/// @source grpc/reflection/v1/reflection.proto; v1alpha has the same messages on the wire
namespace tern::service {

struct ExtensionRequest {
  std::string containing_type{};
  std::int32_t extension_number = 0;
};
TERN_MESSAGE(ExtensionRequest, "grpc.reflection.v1.ExtensionRequest", (1, containing_type),
             (2, extension_number))

struct ServerReflectionRequest {
  enum asks {
    nothing,
    file_by_filename,
    file_containing_symbol,
    file_containing_extension,
    all_extension_numbers_of_type,
    list_services
  };
  std::string host{};
  std::variant<std::monostate, std::string, std::string, ExtensionRequest, std::string, std::string>
      message_request{};
};
TERN_MESSAGE(ServerReflectionRequest, "grpc.reflection.v1.ServerReflectionRequest", (1, host),
             (oneof, message_request, (3, file_by_filename), (4, file_containing_symbol),
              (5, file_containing_extension), (6, all_extension_numbers_of_type),
              (7, list_services)))

struct FileDescriptorResponse {
  std::vector<std::string> file_descriptor_proto{};
};
TERN_MESSAGE(FileDescriptorResponse, "grpc.reflection.v1.FileDescriptorResponse",
             (1, file_descriptor_proto, reflect::bytes))

struct ExtensionNumberResponse {
  std::string base_type_name{};
  std::vector<std::int32_t> extension_number{};
};
TERN_MESSAGE(ExtensionNumberResponse, "grpc.reflection.v1.ExtensionNumberResponse",
             (1, base_type_name), (2, extension_number))

struct ServiceResponse {
  std::string name{};
};
TERN_MESSAGE(ServiceResponse, "grpc.reflection.v1.ServiceResponse", (1, name))

struct ListServiceResponse {
  std::vector<ServiceResponse> service{};
};
TERN_MESSAGE(ListServiceResponse, "grpc.reflection.v1.ListServiceResponse", (1, service))

struct ErrorResponse {
  std::int32_t error_code = 0;
  std::string error_message{};
};
TERN_MESSAGE(ErrorResponse, "grpc.reflection.v1.ErrorResponse", (1, error_code), (2, error_message))

struct ServerReflectionResponse {
  std::string valid_host{};
  std::optional<ServerReflectionRequest> original_request{};
  std::variant<std::monostate, FileDescriptorResponse, ExtensionNumberResponse, ListServiceResponse,
               ErrorResponse>
      message_response{};
};
TERN_MESSAGE(ServerReflectionResponse, "grpc.reflection.v1.ServerReflectionResponse",
             (1, valid_host), (2, original_request),
             (oneof, message_response, (4, file_descriptor_response),
              (5, all_extension_numbers_response), (6, list_services_response),
              (7, error_response)))

struct ServerReflection {
  runtime::stream<ServerReflectionResponse> ServerReflectionInfo(
      runtime::stream<ServerReflectionRequest>);
};
TERN_SERVICE(ServerReflection, ("grpc.reflection.v1.ServerReflection"), ServerReflectionInfo)

/// The same under the name that older tools ask for.
struct ServerReflectionAlpha {
  runtime::stream<ServerReflectionResponse> ServerReflectionInfo(
      runtime::stream<ServerReflectionRequest>);
};
TERN_SERVICE(ServerReflectionAlpha, ("grpc.reflection.v1alpha.ServerReflection"),
             ServerReflectionInfo)

/// Tells who asks what a server serves, from the contracts themselves: no `.proto` is at hand.
///
///     tern::reflection reflection{server};
///
/// Before the server runs; it also knows contracts that are added afterwards. With them it knows
/// the details of google.rpc, so that tools can print those of an error.
/// @lifetime it may go before the server.
class reflection {
 public:
  template <class Server>
  explicit reflection(Server& server)
      : files_(std::make_shared<known_files>([&server] { return server.services(); })) {
    server.template add<ServerReflection>(served{files_});
    server.template add<ServerReflectionAlpha>(served{files_});
  }

  /// Tells also of a message that no contract names: what an Any holds, or the details of an error.
  /// Before the server runs.
  template <reflect::message M>
  void add() {
    files_->add(schema::message_info_of<M>());
  }

 private:
  using service_list = std::vector<const schema::service_info*>;

  /// The files of all services, by name and by what they define. Made when somebody first asks.
  /// @thread any.
  class known_files {
   public:
    explicit known_files(std::function<service_list()> services) : services_(std::move(services)) {}

    void add(const schema::message_info& message) { more_.push_back(&message); }

    [[nodiscard]] ListServiceResponse list() const {
      ListServiceResponse all;
      for (const schema::service_info* const each : services_()) {
        all.service.push_back({std::string{each->full_name}});
      }
      std::ranges::sort(all.service, {}, &ServiceResponse::name);
      return all;
    }

    /// A file and all that it imports, itself first.
    [[nodiscard]] result<FileDescriptorResponse> file(const std::string& name) {
      const entry* const found = find(files_, name);
      if (found == nullptr) return missing("file", name);
      FileDescriptorResponse response;
      std::set<std::string> seen;
      add(name, response, seen);
      return response;
    }

    /// The file that defines a message, an enum, a service, or a part of one.
    [[nodiscard]] result<FileDescriptorResponse> file_of(const std::string& symbol) {
      const std::string* const name = find(symbols_, symbol);
      return name == nullptr ? missing("symbol", symbol) : file(*name);
    }

    /// The file that defines the extension of a message with that number: the option of HTTP rules.
    [[nodiscard]] result<FileDescriptorResponse> file_of(const ExtensionRequest& extension) {
      const numbers* const all = find(extensions_, extension.containing_type);
      const auto found =
          all == nullptr ? numbers::const_iterator{} : all->find(extension.extension_number);
      if (all == nullptr || found == all->end()) {
        return missing("extension", extension.containing_type + " " +
                                        std::to_string(extension.extension_number));
      }
      return file(found->second);
    }

    [[nodiscard]] result<ExtensionNumberResponse> extensions_of(const std::string& type) {
      if (find(symbols_, type) == nullptr) return missing("type", type);
      ExtensionNumberResponse all{type, {}};
      if (const numbers* const found = find(extensions_, type)) {
        for (const auto& [number, file] : *found) all.extension_number.push_back(number);
      }
      return all;
    }

   private:
    using numbers = std::map<std::int32_t, std::string>;  // the file of each extension

    struct entry {
      std::string encoded;
      std::vector<std::string> imports;
    };

    template <class Value>
    [[nodiscard]] const Value* find(const std::map<std::string, Value>& in,
                                    const std::string& key) {
      std::call_once(made_, [this] { make(); });
      const auto found = in.find(key);
      return found == in.end() ? nullptr : &found->second;
    }

    [[nodiscard]] status missing(std::string_view what, const std::string& name) const {
      if (!failure_.ok()) return failure_;
      constexpr std::size_t name_max_bytes = 200;
      return {code::not_found, std::string{"unknown "}.append(what).append(" ").append(
                                   name.substr(0, name_max_bytes))};
    }

    void make() {
      schema::contract_types types;
      for (const schema::service_info* const each : services_()) types.add(*each);
      for (const schema::message_info* const each : more_) types.add(*each);
      if (const auto set = schema::describe(types)) {
        add(*set);
      } else {
        failure_ = {code::internal,
                    "the contracts of this server cannot be described: " + set.status().message()};
        return;
      }
      if (const auto set = schema::describe(error_details())) add(*set);
    }

    static schema::contract_types error_details() {
      schema::contract_types types;
      const auto add = [&]<class... M>() { (types.add(schema::message_info_of<M>()), ...); };
      add.template operator()<rpc::ErrorInfo, rpc::RetryInfo, rpc::DebugInfo, rpc::QuotaFailure,
                              rpc::PreconditionFailure, rpc::BadRequest, rpc::RequestInfo,
                              rpc::ResourceInfo, rpc::Help, rpc::LocalizedMessage>();
      return types;
    }

    // What is known already stays: a contract may have the details of google.rpc as types of its
    // own.
    void add(const protobuf::FileDescriptorSet& set) {
      for (const protobuf::FileDescriptorProto& file : set.file) {
        const buffer encoded = codec::encode(file);
        entry made{std::string{as_text(encoded.view())}, file.dependency};
        if (!files_.emplace(*file.name, std::move(made)).second) continue;
        const std::string package = file.package.value_or("");
        for (const auto& each : file.message_type) add_symbols(*file.name, package, each);
        for (const auto& each : file.enum_type) add_symbols(*file.name, package, each);
        for (const auto& each : file.service) {
          const std::string name = add_symbol(*file.name, package, each.name);
          for (const auto& method : each.method) add_symbol(*file.name, name, method.name);
        }
        for (const auto& each : file.extension) {
          add_symbol(*file.name, package, each.name);
          extensions_[each.extendee->substr(1)].emplace(*each.number,
                                                        *file.name);  // behind the dot
        }
      }
    }

    std::string add_symbol(const std::string& file, const std::string& scope,
                           const std::optional<std::string>& name) {
      std::string full = schema::join_names(scope, name.value_or(""));
      symbols_.emplace(full, file);
      return full;
    }
    void add_symbols(const std::string& file, const std::string& scope,
                     const protobuf::DescriptorProto& message) {
      const std::string name = add_symbol(file, scope, message.name);
      for (const auto& each : message.field) add_symbol(file, name, each.name);
      for (const auto& each : message.oneof_decl) add_symbol(file, name, each.name);
      for (const auto& each : message.enum_type) add_symbols(file, name, each);
      for (const auto& each : message.nested_type) add_symbols(file, name, each);
    }
    // The values of an enum stand beside it. @source Protocol Buffers, language guide, Enum
    void add_symbols(const std::string& file, const std::string& scope,
                     const protobuf::EnumDescriptorProto& enumeration) {
      add_symbol(file, scope, enumeration.name);
      for (const auto& each : enumeration.value) add_symbol(file, scope, each.name);
    }

    void add(const std::string& name, FileDescriptorResponse& to, std::set<std::string>& seen) {
      const auto found = files_.find(name);
      if (found == files_.end() || !seen.insert(name).second) return;
      to.file_descriptor_proto.push_back(found->second.encoded);
      for (const std::string& import : found->second.imports) add(import, to, seen);
    }

    std::function<service_list()> services_;
    std::vector<const schema::message_info*> more_;
    std::once_flag made_;
    status failure_;
    std::map<std::string, entry> files_;
    std::map<std::string, std::string> symbols_;  // the file of each
    std::map<std::string, numbers> extensions_;   // by the message that they extend
  };

  struct served {
    std::shared_ptr<known_files> files;

    runtime::stream<ServerReflectionResponse> ServerReflectionInfo(
        runtime::stream<ServerReflectionRequest> requests) {
      return answer_all(files, std::move(requests));
    }
  };

  static runtime::stream<ServerReflectionResponse> answer_all(
      std::shared_ptr<known_files> files, runtime::stream<ServerReflectionRequest> requests) {
    while (auto request = co_await requests.next()) {
      co_yield answer(*files, *std::move(request));
    }
  }

  template <class T>
  static void put(ServerReflectionResponse& response, result<T> found) {
    if (found) {
      response.message_response = *std::move(found);
    } else {
      response.message_response =
          ErrorResponse{static_cast<std::int32_t>(found.status().code()), found.status().message()};
    }
  }

  static ServerReflectionResponse answer(known_files& files, ServerReflectionRequest request) {
    ServerReflectionResponse response;
    response.valid_host = request.host;
    const auto& asked = request.message_request;
    switch (asked.index()) {
      case ServerReflectionRequest::file_by_filename:
        put(response, files.file(std::get<ServerReflectionRequest::file_by_filename>(asked)));
        break;
      case ServerReflectionRequest::file_containing_symbol:
        put(response,
            files.file_of(std::get<ServerReflectionRequest::file_containing_symbol>(asked)));
        break;
      case ServerReflectionRequest::file_containing_extension:
        put(response,
            files.file_of(std::get<ServerReflectionRequest::file_containing_extension>(asked)));
        break;
      case ServerReflectionRequest::all_extension_numbers_of_type:
        put(response, files.extensions_of(
                          std::get<ServerReflectionRequest::all_extension_numbers_of_type>(asked)));
        break;
      case ServerReflectionRequest::list_services:
        response.message_response = files.list();
        break;
      default:
        put(response, result<FileDescriptorResponse>{status{
                          code::invalid_argument, "the request asks for nothing that is known"}});
    }
    response.original_request = std::move(request);
    return response;
  }

  std::shared_ptr<known_files> files_;
};

}  // namespace tern::service
