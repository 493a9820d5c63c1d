// SPDX-License-Identifier: MIT

#include <tern/service/channelz_contract.hpp>

#include <tern/schema.hpp>

#include <string>

#include <doctest/doctest.h>

using namespace tern::service;

TEST_CASE("the contract of channelz is the one of gRPC") {
  const auto files = tern::proto_files<Channelz>();
  REQUIRE(files);
  REQUIRE(files->size() == 1);
  const std::string& text = files->front().text;
  // Lines of grpc/channelz/v1/channelz.proto.
  for (const char* const line :
       {"package grpc.channelz.v1;",
        "rpc GetTopChannels(GetTopChannelsRequest) returns (GetTopChannelsResponse);",
        "rpc GetServers(GetServersRequest) returns (GetServersResponse);",
        "rpc GetServerSockets(GetServerSocketsRequest) returns (GetServerSocketsResponse);",
        "rpc GetChannel(GetChannelRequest) returns (GetChannelResponse);",
        "rpc GetSubchannel(GetSubchannelRequest) returns (GetSubchannelResponse);",
        "rpc GetSocket(GetSocketRequest) returns (GetSocketResponse);",
        "int64 channel_id = 1;",
        "int64 subchannel_id = 7;",
        "int64 socket_id = 3;",
        "int64 server_id = 5;",
        "repeated SocketRef listen_socket = 3;",
        "int64 start_server_id = 1;",
        "int64 start_socket_id = 2;",
        "repeated SocketRef socket_ref = 1;",
        "google.protobuf.Timestamp last_message_received_timestamp = 10;",
        "google.protobuf.Int64Value remote_flow_control_window = 12;",
        "repeated SocketOption option = 13;",
        "bytes ip_address = 1;",
        "TcpIpAddress tcpip_address = 1;",
        "UdsAddress uds_address = 2;",
        "OtherAddress other_address = 3;",
        "string standard_name = 1;",
        "bytes remote_certificate = 4;",
        "TRANSIENT_FAILURE = 4;",
        "CT_ERROR = 3;"}) {
    CHECK_MESSAGE(text.find(line) != std::string::npos, line);
  }
}
