#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks into a tern server with grpcurl, buf curl, grpc_health_probe and grpcio's channelz.

usage: run.py --server FILE --folder DIR --grpcurl FILE --buf FILE --health-probe FILE
              --channelz-python FILE [--only NAME]...

The server has no .proto file: what the tools know of it, they have from its reflection service.
"""
import argparse
import base64
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, each, run_all  # noqa: E402
from child import Child, expect, expect_equal, wait_until  # noqa: E402
from world import closed_port, make_certificates  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 20  # seconds for a tool
SERVICE = "probe.v1.Probe"
SERVICES = ["grpc.channelz.v1.Channelz", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection", SERVICE]
METHODS = ["Chat", "Count", "Echo", "Fail", "FailLate", "Join", "Seen", "SetHealth", "Wait"]

SAMPLE = {
    "text": "Zoë ☺ 😀", "payload": "AAEC/w==", "shade": "SHADE_DARK",
    "parts": [{"name": "a", "weightGrams": "9007199254740993"}], "counts": {"x": 3, "y": 4000000000},
    "rank": 0, "point": {"latitude": 1.5, "longitude": -0.25},
    "takenAt": "2026-11-21T01:02:03.500Z",
}
FAILURE = {"code": 9, "message": "Grüße aus 東京 😀\n100 %", "withDetails": True}
TRANSPORTS = ("plaintext", "TLS")


class Answer:
    """What a tool printed, and how it ended."""

    def __init__(self, done):
        self.code, self.output, self.errors = done.returncode, done.stdout, done.stderr

    def expect_success(self):
        expect(self.code == 0, lambda: f"exit code {self.code}: {self.errors or self.output}")
        return self

    def messages(self):
        """The JSON values it printed, one after the other."""
        self.expect_success()
        decoder, rest, found = json.JSONDecoder(), self.output.strip(), []
        while rest:
            value, end = decoder.raw_decode(rest)
            found.append(value)
            rest = rest[end:].strip()
        return found

    def lines(self):
        self.expect_success()
        return self.output.split("\n")[:-1]

    def expect_contains(self, *texts):
        self.expect_success()
        for text in texts:
            expect(text in self.output, lambda: f"{text!r} is missing in {self.output}")


def run(*argv):
    done = subprocess.run([str(word) for word in argv], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=PATIENCE)
    return Answer(done)


class World:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        make_certificates(self.folder)
        self.children = []
        self.server, self.target = None, {}
        self.start_server()

    def start_server(self):
        """A fresh server, on a port with TLS and on one without."""
        listen = ["--listen", "127.0.0.1:0"]
        pair = ["--certificate", self.folder / "server.pem", "--key", self.folder / "server.key"]
        self.server = Child([self.options.server, *listen, *pair, *listen])
        self.children.append(self.server)
        wait_until(lambda: len(self.server.output) == 2, "the server listens twice")
        ports = [line.rpartition(":")[2] for line in self.server.output]
        self.target = {how: f"localhost:{port}" for how, port in zip(TRANSPORTS, ports)}

    def grpcurl_argv(self, transport, *arguments, options=()):
        how = ["-plaintext"] if transport == "plaintext" else ["-cacert", self.folder / "ca.pem"]
        return [self.options.grpcurl, *how, *options, self.target[transport], *arguments]

    def grpcurl(self, transport, *arguments, options=()):
        return run(*self.grpcurl_argv(transport, *arguments, options=options))

    def call(self, transport, method, *requests, options=()):
        """A call with grpcurl."""
        data = "".join(json.dumps(request) for request in requests)
        return self.grpcurl(transport, f"{SERVICE}/{method}", options=["-d", data, *options])

    def buf(self, transport, *arguments, path=""):
        plain = transport == "plaintext"
        how = ["--http2-prior-knowledge"] if plain else ["--cacert", self.folder / "ca.pem"]
        scheme = "http" if plain else "https"
        return run(self.options.buf, "curl", "--protocol", "grpc", *how, *arguments,
                   f"{scheme}://{self.target[transport]}{path}")

    def buf_call(self, transport, method, *requests, options=()):
        data = "".join(json.dumps(request) for request in requests)
        return self.buf(transport, "--data", data, *options, path=f"/{SERVICE}/{method}")

    def probe(self, transport="plaintext", service=None, target=None):
        """grpc_health_probe with the time limits and the request of Kubernetes' own probe."""
        tls = ["-tls", "-tls-ca-cert", self.folder / "ca.pem"] if transport == "TLS" else []
        named = ["-service", service] if service is not None else []
        return run(self.options.health_probe, "-addr", target or self.target[transport], *tls,
                   "-connect-timeout", "1s", "-rpc-timeout", "1s", *named)

    def end(self):
        for child in self.children:
            child.end()


# grpcurl -----------------------------------------------------------------------------------------


@each("transport", TRANSPORTS, "grpcurl lists the services, {transport}")
def _(world, transport):
    expect_equal(world.grpcurl(transport, "list").lines(), SERVICES)


@each("transport", TRANSPORTS, "grpcurl lists the methods of a service, {transport}")
def _(world, transport):
    wanted = [f"{SERVICE}.{method}" for method in METHODS]
    expect_equal(world.grpcurl(transport, "list", SERVICE).lines(), wanted)


@each("transport", TRANSPORTS, "grpcurl describes services, methods, messages, enums, {transport}")
def _(world, transport):
    world.grpcurl(transport, "describe", SERVICE).expect_contains(
        "rpc Echo ( .probe.v1.Sample ) returns ( .probe.v1.Sample );",
        "rpc Count ( .probe.v1.CountRequest ) returns ( stream .probe.v1.Sample );",
        "rpc Join ( stream .probe.v1.Sample ) returns ( .probe.v1.Sample );",
    )
    world.grpcurl(transport, "describe", f"{SERVICE}.Chat").expect_contains(
        "rpc Chat ( stream .probe.v1.Sample ) returns ( stream .probe.v1.Sample );")
    world.grpcurl(transport, "describe", "probe.v1.Sample").expect_contains(
        "string text = 1;", "bytes payload = 2;", ".probe.v1.Shade shade = 3;",
        "repeated .probe.v1.Sample.Part parts = 4;", "map<string, uint32> counts = 5;",
        "optional int32 rank = 6;", "oneof place {", ".google.protobuf.Timestamp taken_at = 9;")
    world.grpcurl(transport, "describe", "probe.v1.Sample.Part").expect_contains(
        "int64 weight_grams = 2;")
    world.grpcurl(transport, "describe", "probe.v1.Shade").expect_contains(
        "SHADE_UNSPECIFIED = 0;", "SHADE_LIGHT = 1;", "SHADE_DARK = 2;")
    world.grpcurl(transport, "describe", "google.protobuf.Timestamp").expect_contains(
        "int64 seconds = 1;")


@check("grpcurl is told that there is no such symbol")
def _(world):
    answer = world.grpcurl("plaintext", "describe", "probe.v1.NoSuch")
    expect(answer.code != 0 and "probe.v1.NoSuch" in answer.errors, answer.errors)


@check("grpcurl makes a .proto of what it is told, and calls by that without reflection")
def _(world):
    made = world.folder / "protoset"
    made.unlink(missing_ok=True)
    world.grpcurl("plaintext", "describe", SERVICE,
                  options=["-protoset-out", made]).expect_success()
    answer = world.call("plaintext", "Echo", SAMPLE, options=["-use-reflection=false",
                                                              "-protoset", made])
    expect_equal(answer.messages(), [SAMPLE])


@each("transport", TRANSPORTS, "grpcurl makes a unary call, {transport}")
def _(world, transport):
    expect_equal(world.call(transport, "Echo", SAMPLE).messages(), [SAMPLE])


@each("transport", TRANSPORTS, "grpcurl makes a server-streaming call, {transport}")
def _(world, transport):
    expect_equal(world.call(transport, "Count", {"to": 3}).messages(),
                 [{"text": "1"}, {"text": "2"}, {"text": "3"}])


@each("transport", TRANSPORTS, "grpcurl makes a client-streaming call, {transport}")
def _(world, transport):
    requests = [{"text": "a"}, {"text": "ö"}, {"text": "c"}]
    expect_equal(world.call(transport, "Join", *requests).messages(), [{"text": "aöc"}])


@each("transport", TRANSPORTS, "grpcurl makes a bidirectional call, {transport}")
def _(world, transport):
    requests = [{"text": "a"}, SAMPLE]
    expect_equal(world.call(transport, "Chat", *requests).messages(), requests)


@each("transport", TRANSPORTS, "grpcurl sends a megabyte and gets it back, {transport}")
def _(world, transport):
    payload = base64.b64encode(bytes(range(256)) * 4096).decode()
    file = world.folder / "megabyte.json"
    file.write_text(json.dumps({"payload": payload}))
    argv = world.grpcurl_argv(transport, f"{SERVICE}/Echo", options=["-d", "@"])
    with open(file, "rb") as request:
        done = subprocess.run([str(word) for word in argv], stdin=request, capture_output=True,
                              text=True, timeout=PATIENCE)
    expect_equal(Answer(done).messages(), [{"payload": payload}])


@each("transport", TRANSPORTS, "grpcurl prints an error with its details, {transport}")
def _(world, transport):
    answer = world.call(transport, "Fail", FAILURE, options=["-format-error"])
    expect_equal(answer.code, 64 + 9, "exit code")
    printed = json.loads(answer.errors)
    expect_equal(printed, {
        "code": 9, "message": FAILURE["message"],
        "details": [
            {"@type": "type.googleapis.com/google.rpc.BadRequest",
             "fieldViolations": [{"field": "text", "description": "is too short"}]},
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo",
             "reason": "TEST", "domain": "probe.example.com"},
        ],
    })


@check("grpcurl prints the replies before an error")
def _(world):
    answer = world.call("plaintext", "FailLate", {"code": 5, "message": "no more",
                                                  "afterCount": 2})
    expect_equal(answer.code, 64 + 5, "exit code")
    answer.code = 0
    expect_equal(answer.messages(), [{"text": "1"}, {"text": "2"}])
    expect("NotFound" in answer.errors and "no more" in answer.errors, answer.errors)


@check("grpcurl shows the metadata of both directions")
def _(world):
    headers = ["-H", "x-head: one", "-H", "x-head: two", "-H", "x-trail-bin: AAH/"]
    answer = world.call("plaintext", "Echo", {}, options=["-v", *headers])
    answer.expect_contains("x-head: one", "x-head: two", "x-trail-bin: AAH/")


@check("grpcurl's time limit reaches the server, which ends the call")
def _(world):
    before = world.call("plaintext", "Seen", {}).messages()[0]
    answer = world.call("plaintext", "Wait", {}, options=["-max-time", "0.5"])
    expect_equal(answer.code, 64 + 4, "exit code")
    seen = wait_until(lambda: ended_since(world, before), "the call ends at the server")
    expect(0 < int(seen["timeLeftMs"]) <= 500, lambda: f"the server saw {seen}")


def ended_since(world, before):
    seen = world.call("plaintext", "Seen", {}).messages()[0]
    return seen if int(seen.get("ended", 0)) > int(before.get("ended", 0)) else None


# buf curl ----------------------------------------------------------------------------------------


@each("transport", TRANSPORTS, "buf curl lists services and methods, {transport}")
def _(world, transport):
    expect_equal(world.buf(transport, "--list-services").lines(), SERVICES)
    methods = world.buf(transport, "--list-methods").lines()
    expect_equal([line for line in methods if line.startswith(SERVICE)],
                 [f"{SERVICE}/{method}" for method in METHODS])


@each("transport", TRANSPORTS, "buf curl makes the four kinds of call, {transport}")
def _(world, transport):
    expect_equal(world.buf_call(transport, "Echo", SAMPLE).messages(), [SAMPLE])
    expect_equal(world.buf_call(transport, "Count", {"to": 2}).messages(),
                 [{"text": "1"}, {"text": "2"}])
    pair = [{"text": "a"}, {"text": "ö"}]
    expect_equal(world.buf_call(transport, "Join", *pair).messages(), [{"text": "aö"}])
    expect_equal(world.buf_call(transport, "Chat", *pair).messages(), pair)


@each("version", ("grpc-v1", "grpc-v1alpha"), "buf curl asks by {version} of reflection")
def _(world, version):
    answer = world.buf_call("plaintext", "Echo", SAMPLE, options=["--reflect-protocol", version])
    expect_equal(answer.messages(), [SAMPLE])


@check("buf curl prints an error with its details")
def _(world):
    answer = world.buf_call("plaintext", "Fail", FAILURE)
    expect_equal(answer.code, 8 * 9, "exit code")
    printed = json.loads(answer.errors)
    expect_equal((printed["code"], printed["message"]),
                 ("failed_precondition", FAILURE["message"]))
    expect_equal([detail["type"] for detail in printed["details"]],
                 ["google.rpc.BadRequest", "google.rpc.ErrorInfo"])


# grpc_health_probe, and Kubernetes' probe --------------------------------------------------------
#
# Kubernetes' gRPC probe does what grpc_health_probe does: one Check with the name of the service,
# by default the empty one, one second for it, and success is SERVING.


@each("transport", TRANSPORTS, "grpc_health_probe exits 0 when the server serves, {transport}")
def _(world, transport):
    for service in (None, "", SERVICE):
        answer = world.probe(transport, service)
        expect_equal((answer.code, "SERVING" in answer.errors + answer.output), (0, True))


@check("grpc_health_probe exits 3 for a service that nobody knows")
def _(world):
    answer = world.probe(service="probe.v1.NoSuch")
    expect_equal(answer.code, 3, f"exit code ({answer.errors})")


@check("grpc_health_probe exits 4 while a service is not serving, and 0 for the others")
def _(world):
    world.call("plaintext", "SetHealth", {"service": SERVICE}).expect_success()
    expect_equal(world.probe(service=SERVICE).code, 4, "exit code")
    expect_equal(world.probe().code, 0, "exit code for the server")
    world.call("plaintext", "SetHealth",
               {"service": SERVICE, "serving": True}).expect_success()
    expect_equal(world.probe(service=SERVICE).code, 0, "exit code afterwards")


@check("grpc_health_probe exits 2 where nobody listens")
def _(world):
    owner, target = closed_port()
    with owner:
        expect_equal(world.probe(target=target).code, 2, "exit code")


@check("grpc_health_probe exits 4 before a server drains that says so first; calls are served")
def _(world):
    world.call("plaintext", "SetHealth", {"shutDown": True}).expect_success()
    for service in (None, SERVICE):
        expect_equal(world.probe(service=service).code, 4, "exit code")
    expect_equal(world.call("plaintext", "Echo", SAMPLE).messages(), [SAMPLE])
    world.server.expect_clean_end()
    world.start_server()


@check("a server that drains tells who watches, fails the probe, and lets the last call end")
def _(world):
    before = world.call("plaintext", "Seen", {}).messages()[0]
    watching = Child(world.grpcurl_argv("plaintext", "grpc.health.v1.Health/Watch"))
    # grpcurl gives its call 3 s; the server waits for that.
    waiting = Child(world.grpcurl_argv("plaintext", f"{SERVICE}/Wait",
                                       options=["-max-time", "3"]))
    world.children += [watching, waiting]
    watching.wait_line('"status": "SERVING"')
    wait_until(lambda: int(world.call("plaintext", "Seen", {}).messages()[0].get("started", 0)) >
               int(before.get("started", 0)), "the last call starts")
    world.server.terminate()
    watching.wait_line('"status": "NOT_SERVING"')
    expect(world.server.alive(), "the server waits for the last call")
    answer = world.probe()
    expect_equal(answer.code, 2, f"exit code ({answer.errors})")
    expect(world.server.alive(), "the server still waits for the last call")
    expect_equal(waiting.wait_end(), 64 + 4, "exit code of the last call")
    expect_equal(world.server.wait_end(), 0, "exit code of the server")
    watching.wait_end()
    world.start_server()


# channelz ----------------------------------------------------------------------------------------


@check("channelz is what grpcio's stubs for it expect, and counts what was called")
def _(world):
    world.call("plaintext", "Echo", SAMPLE).messages()
    world.call("plaintext", "Fail", FAILURE)
    asked = run(world.options.channelz_python, HERE / "ask_channelz.py", world.target["plaintext"])
    answer = asked.messages()[0]
    expect_equal(answer["differences"], [], "differences of the contract")
    expect_equal((answer["missing"], answer["top_channels"]), ("NOT_FOUND", 0))
    expect_equal(len(answer["servers"]), 1, "servers")
    server = answer["servers"][0]
    expect(int(server["data"]["callsSucceeded"]) >= 2, str(server))
    expect(int(server["data"]["callsFailed"]) >= 1, str(server))
    expect("lastCallStartedTimestamp" in server["data"], str(server))
    ports = [listener["local"]["tcpipAddress"]["port"] for listener in answer["listeners"]]
    expect_equal([f"localhost:{port}" for port in ports], list(world.target.values()))
    own = [socket for socket in answer["sockets"]
           if socket["local"]["tcpipAddress"]["port"] == ports[0]]
    expect(own and own[-1]["remote"]["tcpipAddress"]["ipAddress"] == "fwAAAQ==", str(answer))
    expect(int(own[-1]["data"]["messagesSent"]) >= 1, str(own))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("server", "folder", "grpcurl", "buf", "health-probe", "channelz-python"):
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
