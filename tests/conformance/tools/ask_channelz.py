#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Asks a server's channelz with the stubs of grpcio-channelz, and prints the answers as JSON.

usage: ask_channelz.py TARGET

    {"servers": [...], "sockets": [...], "listeners": [...], "top_channels": N,
     "missing": "NOT_FOUND", "differences": [...]}

`differences` are those between Google's channelz.proto and what the server's reflection tells.
"""
import json
import sys

import grpc
from google.protobuf import descriptor_pb2, json_format
from grpc_channelz.v1 import channelz_pb2, channelz_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc


def differences(channel, file):
    """Fields, enum values and methods of Google's file that the server tells otherwise."""
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    request = reflection_pb2.ServerReflectionRequest(
        file_containing_symbol="grpc.channelz.v1.Channelz")
    answer = next(stub.ServerReflectionInfo(iter([request])))
    told = descriptor_pb2.FileDescriptorProto.FromString(
        answer.file_descriptor_response.file_descriptor_proto[0])
    wanted = descriptor_pb2.FileDescriptorProto()
    file.CopyToProto(wanted)

    def facts(of):
        found = set()

        def walk(message, scope):
            name = f"{scope}.{message.name}"
            for field in message.field:
                oneof = message.oneof_decl[field.oneof_index].name if (
                    field.HasField("oneof_index") and not field.proto3_optional) else ""
                found.add((name, field.name, field.number, field.type, field.label,
                           field.type_name, oneof))
            for enum in message.enum_type:
                found.update((name, enum.name, value.name, value.number) for value in enum.value)
            for nested in message.nested_type:
                walk(nested, name)

        for message in of.message_type:
            if not message.name.startswith("SocketOption") or message.name == "SocketOption":
                walk(message, of.package)
        for service in of.service:
            found.update((service.name, method.name, method.input_type, method.output_type)
                         for method in service.method)
        return found

    return sorted(map(str, facts(wanted) - facts(told)))


def main():
    with grpc.insecure_channel(sys.argv[1]) as channel:
        stub = channelz_pb2_grpc.ChannelzStub(channel)
        plain = lambda message: json_format.MessageToDict(message)
        servers = stub.GetServers(channelz_pb2.GetServersRequest()).server
        refs = stub.GetServerSockets(
            channelz_pb2.GetServerSocketsRequest(server_id=servers[0].ref.server_id)).socket_ref
        socket = lambda ref: plain(stub.GetSocket(
            channelz_pb2.GetSocketRequest(socket_id=ref.socket_id)).socket)
        try:
            stub.GetSocket(channelz_pb2.GetSocketRequest(socket_id=1 << 60))
            missing = "found"
        except grpc.RpcError as failure:
            missing = failure.code().name
        top = stub.GetTopChannels(channelz_pb2.GetTopChannelsRequest())
        print(json.dumps({
            "servers": [plain(server) for server in servers],
            "sockets": [socket(ref) for ref in refs],
            "listeners": [socket(ref) for ref in servers[0].listen_socket],
            "top_channels": len(top.channel), "missing": missing,
            "differences": differences(channel, channelz_pb2.DESCRIPTOR),
        }))


main()
