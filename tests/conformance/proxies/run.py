#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls a tern server through nginx, haproxy and Envoy, with a tern client and with grpcio.

usage: run.py --server FILE --client FILE --folder DIR --nginx FILE --haproxy FILE --envoy FILE
              [--only NAME]...

The checks of the tern client are its own: client.cpp. Each proxy has a server for itself. nginx is
there twice: a tern client also calls through it with Connect, over HTTP/1.1 on both sides.
"""
import argparse
import functools
import pathlib
import socket
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, each, run_all  # noqa: E402
from child import Child, Failure, expect, expect_equal, wait_until  # noqa: E402
from world import run  # noqa: E402

import grpc  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 30  # seconds for a check
PROXIES = ("nginx", "haproxy", "Envoy")
HTTP1 = "nginx over HTTP/1.1"  # with Connect, as gRPC needs HTTP/2
TERN_PROXIES = (*PROXIES, HTTP1)
CONFIGURATION = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg", "Envoy": "envoy.yaml",
                 HTTP1: "nginx-http1.conf"}


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


class Route:
    """One proxy and the server behind it."""

    def __init__(self, world, proxy):
        self.world, self.proxy = world, proxy
        self.server = None
        self.backend_port = 0
        self.start_server()
        self.start_proxy()

    def start_server(self):
        listen = f"127.0.0.1:{self.backend_port}"
        self.server = self.world.start([self.world.options.server, "--listen", listen])
        line = self.server.wait_line(r"^listening on \S+:(\d+)$")
        self.backend_port = int(line.group(1))

    def stop_server(self):
        """Drains the server: a proxy must let go of it."""
        self.server.expect_clean_end()

    def start_proxy(self):
        # A proxy does not say which port it got, so it is given one; somebody may be faster.
        for _ in range(5):
            self.port = free_port()
            child = self.world.start(self.argv())
            wait_until(lambda: accepts(self.port) or not child.alive(), f"{self.proxy} listens")
            if child.alive():
                self.target = f"127.0.0.1:{self.port}"
                return
        raise Failure(f"{self.proxy} does not start: {child.describe()}")

    def argv(self):
        text = (HERE / CONFIGURATION[self.proxy]).read_text()
        folder = self.world.folder
        for word, value in (("PORT", self.port), ("BACKEND_PORT", self.backend_port),
                            ("FOLDER", folder)):
            text = text.replace(f"@{word}@", str(value))
        file = folder / CONFIGURATION[self.proxy]
        file.write_text(text)
        options = self.world.options
        nginx = [options.nginx, "-p", folder, "-e", folder / "nginx.log", "-c", file]
        return {
            "nginx": nginx,
            HTTP1: nginx,
            "haproxy": [options.haproxy, "-db", "-f", file],
            "Envoy": [options.envoy, "-c", file, "--use-dynamic-base-id", "--concurrency", "1",
                      "--log-level", "warn", "--parent-shutdown-time-s", "1"],
        }[self.proxy]

    def tern(self, name):
        """A check of the tern client."""
        protocol = ["connect"] if self.proxy == HTTP1 else []
        done = subprocess.run([self.world.options.client, self.target, name, *protocol],
                              capture_output=True, text=True, timeout=PATIENCE)
        expect(done.returncode == 0, lambda: f"exit code {done.returncode}: {done.stderr.strip()}")
        return done.stdout.strip()


class World:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.children = []
        self.pb = self.generate()

    def start(self, argv):
        child = Child(argv)
        self.children.append(child)
        return child

    @functools.lru_cache(maxsize=None)
    def route(self, proxy):
        return Route(self, proxy)

    def generate(self):
        """What grpcio needs, made of what the server says of itself."""
        run([self.options.server, "--proto", self.folder / "probe.proto"])
        run(["protoc", f"-I{self.folder}", f"--python_out={self.folder}",
             self.folder / "probe.proto"])
        sys.path.insert(0, str(self.folder))
        import probe_pb2
        return probe_pb2

    def end(self):
        # Asked first: nginx is several processes, of which only the first is known here.
        for child in reversed(self.children):
            if child.alive():
                child.terminate()
                try:
                    child.wait_end()
                except Failure:
                    pass
            child.end()


# A tern client -----------------------------------------------------------------------------------

TERN_CHECKS = {
    "four-kinds": "makes all four kinds of call",
    "big-messages": "sends 3 MiB in a message and gets it back",
    "long-stream": "reads a stream of 16 MiB",
    "unary-error": "hears an error in Unicode with its details",
    "late-error": "hears an error after replies",
    "every-code": "hears every code as it was",
    "metadata": "gets its metadata back, binary too, in headers and trailers",
    "deadline": "has its deadline observed by the server",
    "cancellation": "has its cancellation noticed by the server",
}

for PROXY in TERN_PROXIES:
    for NAME, SENTENCE in TERN_CHECKS.items():
        @check("through {proxy} tern " + SENTENCE, proxy=PROXY, name=NAME)
        def _(world, proxy, name):
            world.route(proxy).tern(name)


# grpcio ------------------------------------------------------------------------------------------

KINDS = {"Count": "unary_stream", "FailLate": "unary_stream", "Join": "stream_unary",
         "Chat": "stream_stream"}


class Stub:
    """The methods of the service over a channel of its own."""

    def __init__(self, world, target):
        self.pb = world.pb
        self.channel = grpc.insecure_channel(target, [
            ("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0),
            ("grpc.max_receive_message_length", 16 << 20),
        ])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()

    def __getattr__(self, method):
        reply = {"Seen": self.pb.SeenReply}.get(method, self.pb.Sample)
        make = getattr(self.channel, KINDS.get(method, "unary_unary"))
        return functools.partial(make(
            f"/probe.v1.Probe/{method}", request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=reply.FromString), timeout=PATIENCE)

    def seen(self):
        return self.Seen(self.pb.SeenRequest())


def grpcio_check(sentence):
    """Registers a check for each proxy; it is given a stub."""

    def register(function):
        @each("proxy", PROXIES, "through {proxy} grpcio " + sentence)
        def _(world, proxy):
            with Stub(world, world.route(proxy).target) as stub:
                function(stub, world.pb)

    return register


def failure_of(call):
    try:
        call()
    except grpc.RpcError as failure:
        return failure
    raise Failure("the call succeeded")


@grpcio_check("makes all four kinds of call")
def _(stub, pb):
    expect_equal(stub.Echo(pb.Sample(text="Zoë ☺")).text, "Zoë ☺")
    counted = stub.Count(pb.CountRequest(to=5, payload_bytes=10))
    expect_equal([reply.text for reply in counted], list("12345"))
    texts = ("a", "ö", "c")
    expect_equal(stub.Join(pb.Sample(text=text) for text in texts).text, "aöc")
    turn = threading.Semaphore(0)

    def requests():
        for number in range(10):  # each reply before the next request
            yield pb.Sample(text=str(number))
            expect(turn.acquire(timeout=PATIENCE), "no reply")

    heard = []
    for reply in stub.Chat(requests()):
        heard.append(reply.text)
        turn.release()
    expect_equal(heard, [str(number) for number in range(10)])


@grpcio_check("sends 3 MiB in a message and gets it back")
def _(stub, pb):
    payload = bytes(range(251)) * (3 * 1024 * 1024 // 251)
    expect(stub.Echo(pb.Sample(payload=payload)).payload == payload, "it came back changed")


@grpcio_check("hears an error in Unicode with its details")
def _(stub, pb):
    text = "Grüße aus 東京 😀\n100 %"
    failure = failure_of(lambda: stub.Fail(pb.FailRequest(code=9, message=text, with_details=True)))
    expect_equal((failure.code(), failure.details()), (grpc.StatusCode.FAILED_PRECONDITION, text))
    trailers = dict(failure.trailing_metadata())
    expect(b"google.rpc.BadRequest" in trailers.get("grpc-status-details-bin", b""), str(trailers))


@grpcio_check("hears an error after replies")
def _(stub, pb):
    replies = stub.FailLate(pb.FailRequest(code=5, message="nicht möglich", after_count=3))
    heard = []
    failure = failure_of(lambda: heard.extend(reply.text for reply in replies))
    expect_equal((failure.code(), failure.details()), (grpc.StatusCode.NOT_FOUND, "nicht möglich"))
    expect_equal(heard, list("123"))


@grpcio_check("gets its metadata back, binary too, in headers and trailers")
def _(stub, pb):
    every_byte = bytes(range(256))
    sent = (("x-head", "one"), ("x-head-bin", every_byte), ("x-trail", "two words"),
            ("x-trail-bin", every_byte))
    reply, call = stub.Echo.func.with_call(pb.Sample(text="a"), metadata=sent, timeout=PATIENCE)
    expect_equal(reply.text, "a")
    headers, trailers = dict(call.initial_metadata()), dict(call.trailing_metadata())
    expect_equal((headers.get("x-head"), headers.get("x-head-bin")), ("one", every_byte))
    expect_equal((trailers.get("x-trail"), trailers.get("x-trail-bin")), ("two words", every_byte))


@grpcio_check("has its deadline observed by the server")
def _(stub, pb):
    before = stub.seen()
    failure = failure_of(lambda: stub.Wait.func(pb.WaitRequest(), timeout=0.7))
    expect_equal(failure.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
    wait_until(lambda: stub.seen().ended > before.ended, "the call ends at the server")
    left = stub.seen().time_left_ms
    expect(0 < left <= 700, lambda: f"the server had {left} ms of 700")


@grpcio_check("has its cancellation noticed by the server")
def _(stub, pb):
    before = stub.seen()
    call = stub.Wait.func.future(pb.WaitRequest())
    wait_until(lambda: stub.seen().started > before.started, "the call starts")
    call.cancel()
    wait_until(lambda: stub.seen().ended > before.ended, "the call ends at the server")
    expect_equal(stub.seen().why_ended, "CANCELLED")


# Health, a server that is gone, and one that comes back ------------------------------------------


@check("Envoy sends no calls to a server that says it is not serving")
def _(world):
    route = world.route("Envoy")
    with Stub(world, f"127.0.0.1:{route.backend_port}") as direct:
        direct.SetHealth(world.pb.SetHealthRequest(service="probe.v1.Probe"))
        with Stub(world, route.target) as stub:
            def refused():
                try:
                    stub.Echo(world.pb.Sample())
                except grpc.RpcError as failure:
                    return failure
                return None

            failure = wait_until(refused, "Envoy notices")
            expect_equal((failure.code(), failure.details()),
                         (grpc.StatusCode.UNAVAILABLE, "no healthy upstream"))
            expect("no healthy upstream" in route.tern("backend-down"), "tern hears it otherwise")
            direct.SetHealth(world.pb.SetHealthRequest(service="probe.v1.Probe", serving=True))
            wait_until(lambda: refused() is None, "Envoy notices again")


@each("proxy", TERN_PROXIES,
      "through {proxy} a call to a server that is gone fails with UNAVAILABLE")
def _(world, proxy):
    route = world.route(proxy)
    route.stop_server()
    text = route.tern("backend-down")
    print(f"      {text}")
    if proxy == HTTP1:
        return
    with Stub(world, route.target) as stub:
        failure = failure_of(lambda: stub.Echo(world.pb.Sample()))
        expect_equal(failure.code(), grpc.StatusCode.UNAVAILABLE)


@each("proxy", TERN_PROXIES, "through {proxy} calls work again when the server is back")
def _(world, proxy):
    route = world.route(proxy)
    route.start_server()
    route.tern("recovery")
    route.tern("four-kinds")


@each("proxy", TERN_PROXIES, "a server behind {proxy} drains")
def _(world, proxy):
    world.route(proxy).stop_server()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("server", "client", "folder", "nginx", "haproxy", "envoy"):
        arguments.add_argument(f"--{name}", required=True)
    arguments.add_argument("--only", action="append", default=[], metavar="NAME")
    options = arguments.parse_args()
    world = World(options)
    try:
        return run_all(world, options.only)
    finally:
        world.end()


if __name__ == "__main__":
    sys.exit(main())
