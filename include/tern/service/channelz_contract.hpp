// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tern/codec/proto.hpp>
#include <tern/protobuf/any.hpp>
#include <tern/protobuf/wrappers.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>
#include <tern/reflect/service.hpp>
#include <tern/runtime/task.hpp>

/// What grpcdebug and its likes ask about the servers and connections of a process.
/// @source grpc/channelz/v1/channelz.proto; gRPC proposal A14
namespace tern::service {

/// When something happened; absent if it has not.
using channelz_time = std::optional<std::chrono::sys_time<std::chrono::nanoseconds>>;

// ---- names of things ---------------------------------------------------------------------------

struct ChannelRef {
  std::int64_t channel_id = 0;
  std::string name{};
};
TERN_MESSAGE(ChannelRef, "grpc.channelz.v1.ChannelRef", (1, channel_id), (2, name),
             (reserved, 3, 4, 5, 6, 7, 8))

struct SubchannelRef {
  std::int64_t subchannel_id = 0;
  std::string name{};
};
TERN_MESSAGE(SubchannelRef, "grpc.channelz.v1.SubchannelRef", (7, subchannel_id), (8, name),
             (reserved, 1, 2, 3, 4, 5, 6))

struct SocketRef {
  std::int64_t socket_id = 0;
  std::string name{};
};
TERN_MESSAGE(SocketRef, "grpc.channelz.v1.SocketRef", (3, socket_id), (4, name),
             (reserved, 1, 2, 5, 6, 7, 8))

struct ServerRef {
  std::int64_t server_id = 0;
  std::string name{};
};
TERN_MESSAGE(ServerRef, "grpc.channelz.v1.ServerRef", (5, server_id), (6, name),
             (reserved, 1, 2, 3, 4, 7, 8))

// ---- channels ----------------------------------------------------------------------------------

struct ChannelConnectivityState {
  enum class State : std::int32_t { unknown, idle, connecting, ready, transient_failure, shutdown };
  State state = State::unknown;
};
TERN_ENUM(ChannelConnectivityState::State, "grpc.channelz.v1.ChannelConnectivityState.State",
          (unknown, "UNKNOWN"), (idle, "IDLE"), (connecting, "CONNECTING"), (ready, "READY"),
          (transient_failure, "TRANSIENT_FAILURE"), (shutdown, "SHUTDOWN"))
TERN_MESSAGE(ChannelConnectivityState, "grpc.channelz.v1.ChannelConnectivityState", (1, state))

struct ChannelTraceEvent {
  enum class Severity : std::int32_t { unknown, info, warning, error };
  std::string description{};
  Severity severity = Severity::unknown;
  channelz_time timestamp{};
  std::variant<std::monostate, ChannelRef, SubchannelRef> child_ref{};
};
TERN_ENUM(ChannelTraceEvent::Severity, "grpc.channelz.v1.ChannelTraceEvent.Severity",
          (unknown, "CT_UNKNOWN"), (info, "CT_INFO"), (warning, "CT_WARNING"), (error, "CT_ERROR"))
TERN_MESSAGE(ChannelTraceEvent, "grpc.channelz.v1.ChannelTraceEvent", (1, description),
             (2, severity), (3, timestamp),
             (oneof, child_ref, (4, channel_ref), (5, subchannel_ref)))

struct ChannelTrace {
  std::int64_t num_events_logged = 0;
  channelz_time creation_timestamp{};
  std::vector<ChannelTraceEvent> events{};
};
TERN_MESSAGE(ChannelTrace, "grpc.channelz.v1.ChannelTrace", (1, num_events_logged),
             (2, creation_timestamp), (3, events))

struct ChannelData {
  std::optional<ChannelConnectivityState> state{};
  std::string target{};
  std::optional<ChannelTrace> trace{};
  std::int64_t calls_started = 0;
  std::int64_t calls_succeeded = 0;
  std::int64_t calls_failed = 0;
  channelz_time last_call_started_timestamp{};
  std::uint32_t max_connections_per_subchannel = 0;
};
TERN_MESSAGE(ChannelData, "grpc.channelz.v1.ChannelData", (1, state), (2, target), (3, trace),
             (4, calls_started), (5, calls_succeeded), (6, calls_failed),
             (7, last_call_started_timestamp), (8, max_connections_per_subchannel))

struct Channel {
  std::optional<ChannelRef> ref{};
  std::optional<ChannelData> data{};
  std::vector<ChannelRef> channel_ref{};
  std::vector<SubchannelRef> subchannel_ref{};
  std::vector<SocketRef> socket_ref{};
};
TERN_MESSAGE(Channel, "grpc.channelz.v1.Channel", (1, ref), (2, data), (3, channel_ref),
             (4, subchannel_ref), (5, socket_ref))

struct Subchannel {
  std::optional<SubchannelRef> ref{};
  std::optional<ChannelData> data{};
  std::vector<ChannelRef> channel_ref{};
  std::vector<SubchannelRef> subchannel_ref{};
  std::vector<SocketRef> socket_ref{};
};
TERN_MESSAGE(Subchannel, "grpc.channelz.v1.Subchannel", (1, ref), (2, data), (3, channel_ref),
             (4, subchannel_ref), (5, socket_ref))

// ---- servers -----------------------------------------------------------------------------------

struct ServerData {
  std::optional<ChannelTrace> trace{};
  std::int64_t calls_started = 0;
  std::int64_t calls_succeeded = 0;
  std::int64_t calls_failed = 0;
  channelz_time last_call_started_timestamp{};
};
TERN_MESSAGE(ServerData, "grpc.channelz.v1.ServerData", (1, trace), (2, calls_started),
             (3, calls_succeeded), (4, calls_failed), (5, last_call_started_timestamp))

struct Server {
  std::optional<ServerRef> ref{};
  std::optional<ServerData> data{};
  std::vector<SocketRef> listen_socket{};
};
TERN_MESSAGE(Server, "grpc.channelz.v1.Server", (1, ref), (2, data), (3, listen_socket))

// ---- sockets -----------------------------------------------------------------------------------

struct SocketOption {
  std::string name{};
  std::string value{};
  std::optional<protobuf::Any> additional{};
};
TERN_MESSAGE(SocketOption, "grpc.channelz.v1.SocketOption", (1, name), (2, value), (3, additional))

struct SocketData {
  std::int64_t streams_started = 0;
  std::int64_t streams_succeeded = 0;
  std::int64_t streams_failed = 0;
  std::int64_t messages_sent = 0;
  std::int64_t messages_received = 0;
  std::int64_t keep_alives_sent = 0;
  channelz_time last_local_stream_created_timestamp{};
  channelz_time last_remote_stream_created_timestamp{};
  channelz_time last_message_sent_timestamp{};
  channelz_time last_message_received_timestamp{};
  std::optional<protobuf::Int64Value> local_flow_control_window{};
  std::optional<protobuf::Int64Value> remote_flow_control_window{};
  std::vector<SocketOption> option{};
  std::optional<protobuf::UInt32Value> received_goaway_error{};
  std::uint32_t peer_max_concurrent_streams = 0;
};
TERN_MESSAGE(SocketData, "grpc.channelz.v1.SocketData", (1, streams_started),
             (2, streams_succeeded), (3, streams_failed), (4, messages_sent),
             (5, messages_received), (6, keep_alives_sent),
             (7, last_local_stream_created_timestamp), (8, last_remote_stream_created_timestamp),
             (9, last_message_sent_timestamp), (10, last_message_received_timestamp),
             (11, local_flow_control_window), (12, remote_flow_control_window), (13, option),
             (14, received_goaway_error), (15, peer_max_concurrent_streams))

struct Address {
  struct TcpIpAddress {
    std::vector<std::byte> ip_address{};  ///< 4 or 16
    std::int32_t port = 0;
  };
  struct UdsAddress {
    std::string filename{};
  };
  struct OtherAddress {
    std::string name{};
    std::optional<protobuf::Any> value{};
  };
  std::variant<std::monostate, TcpIpAddress, UdsAddress, OtherAddress> address{};
};
TERN_MESSAGE(Address::TcpIpAddress, "grpc.channelz.v1.Address.TcpIpAddress", (1, ip_address),
             (2, port))
TERN_MESSAGE(Address::UdsAddress, "grpc.channelz.v1.Address.UdsAddress", (1, filename))
TERN_MESSAGE(Address::OtherAddress, "grpc.channelz.v1.Address.OtherAddress", (1, name), (2, value))
TERN_MESSAGE(Address, "grpc.channelz.v1.Address",
             (oneof, address, (1, tcpip_address), (2, uds_address), (3, other_address)))

struct Security {
  struct Tls {
    enum named { nothing, standard_name, other_name };
    std::variant<std::monostate, std::string, std::string> cipher_suite{};
    std::vector<std::byte> local_certificate{};
    std::vector<std::byte> remote_certificate{};
  };
  struct OtherSecurity {
    std::string name{};
    std::optional<protobuf::Any> value{};
  };
  std::variant<std::monostate, Tls, OtherSecurity> model{};
};
TERN_MESSAGE(Security::Tls, "grpc.channelz.v1.Security.Tls",
             (oneof, cipher_suite, (1, standard_name), (2, other_name)), (3, local_certificate),
             (4, remote_certificate))
TERN_MESSAGE(Security::OtherSecurity, "grpc.channelz.v1.Security.OtherSecurity", (1, name),
             (2, value))
TERN_MESSAGE(Security, "grpc.channelz.v1.Security", (oneof, model, (1, tls), (2, other)))

struct Socket {
  std::optional<SocketRef> ref{};
  std::optional<SocketData> data{};
  std::optional<Address> local{};
  std::optional<Address> remote{};
  std::optional<Security> security{};
  std::string remote_name{};
};
TERN_MESSAGE(Socket, "grpc.channelz.v1.Socket", (1, ref), (2, data), (3, local), (4, remote),
             (5, security), (6, remote_name))

// ---- questions and answers ---------------------------------------------------------------------

struct GetTopChannelsRequest {
  std::int64_t start_channel_id = 0;
  std::int64_t max_results = 0;
};
TERN_MESSAGE(GetTopChannelsRequest, "grpc.channelz.v1.GetTopChannelsRequest", (1, start_channel_id),
             (2, max_results))

struct GetTopChannelsResponse {
  std::vector<Channel> channel{};
  bool end = false;
};
TERN_MESSAGE(GetTopChannelsResponse, "grpc.channelz.v1.GetTopChannelsResponse", (1, channel),
             (2, end))

struct GetServersRequest {
  std::int64_t start_server_id = 0;
  std::int64_t max_results = 0;
};
TERN_MESSAGE(GetServersRequest, "grpc.channelz.v1.GetServersRequest", (1, start_server_id),
             (2, max_results))

struct GetServersResponse {
  std::vector<Server> server{};
  bool end = false;
};
TERN_MESSAGE(GetServersResponse, "grpc.channelz.v1.GetServersResponse", (1, server), (2, end))

struct GetServerRequest {
  std::int64_t server_id = 0;
};
TERN_MESSAGE(GetServerRequest, "grpc.channelz.v1.GetServerRequest", (1, server_id))

struct GetServerResponse {
  std::optional<Server> server{};
};
TERN_MESSAGE(GetServerResponse, "grpc.channelz.v1.GetServerResponse", (1, server))

struct GetServerSocketsRequest {
  std::int64_t server_id = 0;
  std::int64_t start_socket_id = 0;
  std::int64_t max_results = 0;
};
TERN_MESSAGE(GetServerSocketsRequest, "grpc.channelz.v1.GetServerSocketsRequest", (1, server_id),
             (2, start_socket_id), (3, max_results))

struct GetServerSocketsResponse {
  std::vector<SocketRef> socket_ref{};
  bool end = false;
};
TERN_MESSAGE(GetServerSocketsResponse, "grpc.channelz.v1.GetServerSocketsResponse", (1, socket_ref),
             (2, end))

struct GetChannelRequest {
  std::int64_t channel_id = 0;
};
TERN_MESSAGE(GetChannelRequest, "grpc.channelz.v1.GetChannelRequest", (1, channel_id))

struct GetChannelResponse {
  std::optional<Channel> channel{};
};
TERN_MESSAGE(GetChannelResponse, "grpc.channelz.v1.GetChannelResponse", (1, channel))

struct GetSubchannelRequest {
  std::int64_t subchannel_id = 0;
};
TERN_MESSAGE(GetSubchannelRequest, "grpc.channelz.v1.GetSubchannelRequest", (1, subchannel_id))

struct GetSubchannelResponse {
  std::optional<Subchannel> subchannel{};
};
TERN_MESSAGE(GetSubchannelResponse, "grpc.channelz.v1.GetSubchannelResponse", (1, subchannel))

struct GetSocketRequest {
  std::int64_t socket_id = 0;
  bool summary = false;
};
TERN_MESSAGE(GetSocketRequest, "grpc.channelz.v1.GetSocketRequest", (1, socket_id), (2, summary))

struct GetSocketResponse {
  std::optional<Socket> socket{};
};
TERN_MESSAGE(GetSocketResponse, "grpc.channelz.v1.GetSocketResponse", (1, socket))

struct Channelz {
  runtime::task<GetTopChannelsResponse> GetTopChannels(GetTopChannelsRequest);
  runtime::task<GetServersResponse> GetServers(GetServersRequest);
  runtime::task<GetServerResponse> GetServer(GetServerRequest);
  runtime::task<GetServerSocketsResponse> GetServerSockets(GetServerSocketsRequest);
  runtime::task<GetChannelResponse> GetChannel(GetChannelRequest);
  runtime::task<GetSubchannelResponse> GetSubchannel(GetSubchannelRequest);
  runtime::task<GetSocketResponse> GetSocket(GetSocketRequest);
};
TERN_SERVICE(Channelz, ("grpc.channelz.v1.Channelz"), GetTopChannels, GetServers, GetServer,
             GetServerSockets, GetChannel, GetSubchannel, GetSocket)

}  // namespace tern::service
