# SPDX-License-Identifier: MIT
"""A grpcio client that is told what to do: one JSON command a line in, one JSON answer a line out.

The cases are written once, in tests/interop, and run over this program and over its twin
tests/interop/node/driver.js; `foreign_client.py` describes the commands.
"""
import asyncio
import base64
import gc
import json
import os
import pathlib
import sys

import grpc
import greeter_pb2
import greeter_pb2_grpc

STREAMS_REQUESTS = {"GreetAll", "Chat"}
STREAMS_REPLIES = {"Subscribe", "Chat"}
COMPRESSION = {None: None, "gzip": grpc.Compression.Gzip}


def to_request(fields):
    fields = dict(fields)
    if "name_bytes" in fields:
        fields["name"] = "x" * fields.pop("name_bytes")
    return greeter_pb2.HelloRequest(**fields)


def to_metadata(pairs):
    return [
        (key, base64.b64decode(value) if key.endswith("-bin") else value) for key, value in pairs
    ]


def from_metadata(metadata):
    return [
        [key, base64.b64encode(value).decode() if isinstance(value, bytes) else value]
        for key, value in metadata or ()
    ]


def secure_credentials(target):
    """For https:// and, with a certificate of the client, for mtls://; None without TLS."""
    scheme = target.partition("://")[0]
    if scheme not in ("https", "mtls"):
        return None
    folder = pathlib.Path(os.environ["TERN_TLS"])
    own = ("client.key", "client.pem") if scheme == "mtls" else ()
    return grpc.ssl_channel_credentials(
        (folder / "ca.pem").read_bytes(), *[(folder / name).read_bytes() for name in own]
    )


class Driver:
    def __init__(self):
        self.channels = {}
        self.calls = {}
        self.methods = {}

    def channel(self, name, target):
        if name not in self.channels:
            options = [
                ("grpc.use_local_subchannel_pool", 1),  # one channel, one connection
                ("grpc.enable_retries", 0),
                ("grpc.max_receive_message_length", 16 << 20),
            ]
            credentials = secure_credentials(target)
            if credentials:
                target = target.partition("://")[2]
                self.channels[name] = grpc.aio.secure_channel(target, credentials, options)
            else:
                self.channels[name] = grpc.aio.insecure_channel(target, options)
        return self.channels[name]

    async def open(self, command):
        channel = self.channel(command["channel"], command["target"])
        method = command["method"]
        options = {
            "metadata": to_metadata(command["metadata"]),
            "timeout": command["timeout_ms"] / 1000 if command["timeout_ms"] else None,
            "compression": COMPRESSION[command["compression"]],
        }
        if method.startswith("/"):
            start = channel.unary_unary(
                method,
                request_serializer=greeter_pb2.HelloRequest.SerializeToString,
                response_deserializer=greeter_pb2.HelloReply.FromString,
            )
        else:
            start = getattr(greeter_pb2_grpc.GreeterStub(channel), method)
        if method in STREAMS_REQUESTS:
            call = start(**options)
        else:
            call = start(to_request(command["request"]), **options)
        self.calls[command["call"]] = call
        self.methods[command["call"]] = method
        return {}

    async def send(self, command):
        await self.calls[command["call"]].write(to_request(command["request"]))
        return {}

    async def half_close(self, command):
        await self.calls[command["call"]].done_writing()
        return {}

    async def read(self, command):
        call = self.calls[command["call"]]
        try:
            if self.methods[command["call"]] in STREAMS_REPLIES:
                reply = await call.read()
            else:
                reply = await call
        except (grpc.aio.AioRpcError, asyncio.CancelledError):
            return {"end": True}
        if reply is grpc.aio.EOF:
            return {"end": True}
        return {"text": reply.text[:1000], "text_bytes": len(reply.text.encode())}

    async def finish(self, command):
        call = self.calls[command["call"]]
        code = await call.code()
        return {
            "code": code.name,
            "message": await call.details(),
            "initial": from_metadata(await call.initial_metadata()),
            "trailing": from_metadata(await call.trailing_metadata()),
        }

    async def forget(self, command):
        self.calls.pop(command["call"], None)
        return {}

    async def cancel(self, command):
        self.calls[command["call"]].cancel()
        return {}

    async def disconnect(self, command):
        channel = self.channels.pop(command["channel"], None)
        if channel:
            await channel.close()
            # The connection goes with the last reference, and failed calls refer in circles.
            del channel
            gc.collect()
        return {}

    async def answer(self, command):
        try:
            answer = {"ok": await getattr(self, command["op"])(command)}
        except BaseException as problem:  # the controller decides what is a failure
            answer = {"error": f"{type(problem).__name__}: {problem}"}
        print(json.dumps({"id": command["id"], **answer}), flush=True)

    async def run(self):
        lines = asyncio.StreamReader(limit=1 << 24)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
        )
        running = set()
        while line := await lines.readline():
            task = asyncio.create_task(self.answer(json.loads(line)))
            running.add(task)
            task.add_done_callback(running.discard)


if __name__ == "__main__":
    asyncio.run(Driver().run())
