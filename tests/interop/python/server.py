# SPDX-License-Identifier: MIT
"""The greeter served by grpcio.

usage: server.py [--listen HOST:PORT] [--without METHOD] [--tls | --mtls]

Prints `listening on HOST:PORT`, then one JSON object a line for what its handlers see:
`called` with the method and its metadata, `cancelled` when a waiting handler is told to stop.
With --tls it shows server.pem and server.key of the folder TERN_TLS, and with --mtls it asks clients
for a certificate that ca.pem has signed. SIGTERM drains and exits 0. Names that start with `peer:` ask for the behaviours in `moods`.
"""
import argparse
import asyncio
import base64
import json
import os
import pathlib
import signal

import grpc
import greeter_pb2
import greeter_pb2_grpc

SERVICE = "hello.v1.Greeter"

# A name of this list makes a handler misbehave; tests/interop/node/server.js knows the same ones.
moods = {
    "peer:wait": "never answers (Subscribe: after one reply) and reports the cancellation",
    "peer:die": "the process ends at once (Subscribe: after one reply)",
    "peer:utf8-error": "FAILED_PRECONDITION with a message that needs percent-encoding",
    "peer:large": "a reply of 3 MiB",
    "peer:too-large": "a reply of 5 MiB, over the receive limit of 4 MiB",
}
UTF8_ERROR = "naïve ☺ 😀 100% sure\tor\nnot"


def report(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def printable(metadata):
    return [
        [key, base64.b64encode(value).decode() if isinstance(value, bytes) else value]
        for key, value in metadata
    ]


def greeting(request):
    title = request.title + " " if request.HasField("title") else ""
    return title + request.name


def enumeration(names):
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


class Greeter(greeter_pb2_grpc.GreeterServicer):
    async def begin(self, method, context):
        """Reports the call and echoes the agreed metadata."""
        metadata = list(context.invocation_metadata())
        report("called", method=method, metadata=printable(metadata))
        initial = [(key, value) for key, value in metadata if key == "x-echo"]
        context.set_trailing_metadata([pair for pair in metadata if pair[0] == "x-trail-bin"])
        if initial:
            await context.send_initial_metadata(initial)

    async def behave(self, method, request, context):
        """Acts out the mood that the name asks for, if any."""
        if request.name == "peer:wait":
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                report("cancelled", method=method)
                raise
        if request.name == "peer:die":
            os._exit(1)
        if request.name == "peer:utf8-error":
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, UTF8_ERROR)
        if request.name == "peer:large":
            return "x" * (3 << 20)
        if request.name == "peer:too-large":
            return "x" * (5 << 20)
        return "Hello, " + greeting(request)

    async def SayHello(self, request, context):
        await self.begin("SayHello", context)
        if not request.name:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "name is required")
        return greeter_pb2.HelloReply(text=await self.behave("SayHello", request, context))

    async def Subscribe(self, request, context):
        await self.begin("Subscribe", context)
        for number in range(1, (request.count or 3) + 1):
            yield greeter_pb2.HelloReply(text=f"{request.name} #{number}")
            if request.name in moods:
                await self.behave("Subscribe", request, context)

    async def GreetAll(self, requests, context):
        await self.begin("GreetAll", context)
        names = []
        async for request in requests:
            await self.behave("GreetAll", request, context)
            names.append(greeting(request))
        if not names:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "name is required")
        return greeter_pb2.HelloReply(text="Hello, " + enumeration(names))

    async def Chat(self, requests, context):
        await self.begin("Chat", context)
        async for request in requests:
            yield greeter_pb2.HelloReply(text=await self.behave("Chat", request, context))


def handlers(greeter, without):
    """The service by hand instead of by add_GreeterServicer_to_server, to leave one method out."""
    request = greeter_pb2.HelloRequest.FromString
    reply = greeter_pb2.HelloReply.SerializeToString
    kinds = {
        "SayHello": grpc.unary_unary_rpc_method_handler,
        "Subscribe": grpc.unary_stream_rpc_method_handler,
        "GreetAll": grpc.stream_unary_rpc_method_handler,
        "Chat": grpc.stream_stream_rpc_method_handler,
    }
    return {
        method: kind(getattr(greeter, method), request, reply)
        for method, kind in kinds.items()
        if method != without
    }


def secure_credentials(mutual):
    folder = pathlib.Path(os.environ["TERN_TLS"])
    pair = [(folder / name).read_bytes() for name in ("server.key", "server.pem")]
    ca = (folder / "ca.pem").read_bytes() if mutual else None
    return grpc.ssl_server_credentials([pair], ca, mutual)


async def serve(listen, without, credentials):
    server = grpc.aio.server()
    if without:
        methods = handlers(Greeter(), without)
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, methods),))
    else:
        greeter_pb2_grpc.add_GreeterServicer_to_server(Greeter(), server)
    if credentials:
        port = server.add_secure_port(listen, credentials)
    else:
        port = server.add_insecure_port(listen)
    await server.start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print(f"listening on {listen.rsplit(':', 1)[0]}:{port}", flush=True)
    await stop.wait()
    await server.stop(grace=5)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--listen", default="127.0.0.1:0")
    arguments.add_argument("--without", default="")
    arguments.add_argument("--tls", action="store_true")
    arguments.add_argument("--mtls", action="store_true")
    options = arguments.parse_args()
    secure = secure_credentials(options.mtls) if options.tls or options.mtls else None
    asyncio.run(serve(options.listen, options.without, secure))
