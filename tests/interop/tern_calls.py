# SPDX-License-Identifier: MIT
"""greeter_client, calling grpcio, grpc-js and the odd answers of a bare HTTP/2 server."""
import re

from cases import case, each_peer, table_case
from child import expect, expect_equal, wait_until
from world import closed_port

CODES = {
    "OK": 0, "CANCELLED": 1, "UNKNOWN": 2, "INVALID_ARGUMENT": 3, "DEADLINE_EXCEEDED": 4,
    "NOT_FOUND": 5, "RESOURCE_EXHAUSTED": 8, "FAILED_PRECONDITION": 9, "UNIMPLEMENTED": 12,
    "INTERNAL": 13, "UNAVAILABLE": 14, "UNAUTHENTICATED": 16,
}


def expect_printed(client, *lines):
    """The client ends well and has printed exactly these lines."""
    code = client.wait_end()
    expect(code == 0, lambda: f"exit code {code}: {client.describe()}")
    expect_equal(client.output, list(lines), "output")
    client.expect_no_complaint()


def expect_failure(client, *codes):
    """The client exits with one of the codes and names it on stderr; returns the message."""
    number = client.wait_end()
    client.expect_no_complaint()
    expect(
        number in [CODES[code] for code in codes],
        lambda: f"exit code {number}, expected {' or '.join(codes)}: {client.describe()}",
    )
    name = next(code for code in codes if CODES[code] == number)
    text = "\n".join(client.errors)
    expect(text.startswith(f"{name}: "), lambda: f"stderr is {text!r}, expected {name}: …")
    return text[len(name) + 2 :]


# Four kinds of call ------------------------------------------------------------------------------


@each_peer("greeter_client says hello to {peer}", shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    expect_printed(world.greeter_client(target, "say-hello", "Ada"), "Hello, Ada")


@each_peer("greeter_client says hello to {peer} twice with two names", shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    client = world.greeter_client(target, "say-hello", "Ada", "Zoë ☺ 😀")
    expect_printed(client, "Hello, Ada", "Hello, Zoë ☺ 😀")


@each_peer("greeter_client subscribes at {peer}", shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    expect_printed(world.greeter_client(target, "subscribe", "Ada"), "Ada #1", "Ada #2", "Ada #3")


@each_peer("greeter_client streams names to {peer}", shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    client = world.greeter_client(target, "greet-all", "Ada", "Bob", "Cy")
    expect_printed(client, "Hello, Ada, Bob and Cy")


@each_peer("greeter_client chats with {peer}", shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    client = world.greeter_client(target, "chat", "Ada", "Bob", "Cy")
    expect_printed(client, "Hello, Ada", "Hello, Bob", "Hello, Cy")


@each_peer("greeter_client gets a reply of 3 MiB from {peer}", shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    expect_printed(world.greeter_client(target, "say-hello", "peer:large"), "x" * (3 << 20))


# Errors ------------------------------------------------------------------------------------------


@each_peer("greeter_client says hello to {peer} without a name and exits with 3",
           shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    message = expect_failure(world.greeter_client(target, "say-hello", ""), "INVALID_ARGUMENT")
    expect_equal(message, "name is required", "message")


@each_peer("greeter_client prints an error message of {peer} that is not ASCII",
           shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    client = world.greeter_client(target, "say-hello", "peer:utf8-error")
    message = expect_failure(client, "FAILED_PRECONDITION")
    expect_equal(message, "naïve ☺ 😀 100% sure\tor\nnot", "message")


@each_peer("greeter_client gets a reply of 5 MiB from {peer}: RESOURCE_EXHAUSTED",
           shares_server=False)
def _(world, peer):
    target = world.foreign_server(peer).target
    client = world.greeter_client(target, "say-hello", "peer:too-large")
    expect_failure(client, "RESOURCE_EXHAUSTED")


@each_peer("greeter_client calls a method that {peer} does not serve: UNIMPLEMENTED",
           shares_server=False)
def _(world, peer):
    server = world.own_foreign_server(peer, "--without", "Chat")
    expect_failure(world.greeter_client(server.target, "chat", "Ada"), "UNIMPLEMENTED")
    expect_printed(world.greeter_client(server.target, "say-hello", "Ada"), "Hello, Ada")


@case("greeter_client calls a port where nobody listens: UNAVAILABLE", shares_server=False)
def _(world):
    owner, target = closed_port()
    with owner:
        client = world.greeter_client(target, "--timeout-ms", "10000", "say-hello", "Ada")
        expect_failure(client, "UNAVAILABLE")


@each_peer("greeter_client loses {peer} in the middle of a stream: UNAVAILABLE",
           shares_server=False)
def _(world, peer):
    server = world.own_foreign_server(peer)
    client = world.greeter_client(server.target, "subscribe", "peer:die")
    expect_failure(client, "UNAVAILABLE")
    expect_equal(client.output, ["peer:die #1"], "output")


@each_peer("greeter_client loses {peer} before any answer: UNAVAILABLE", shares_server=False)
def _(world, peer):
    server = world.own_foreign_server(peer)
    expect_failure(world.greeter_client(server.target, "say-hello", "peer:die"), "UNAVAILABLE")


# Deadlines and cancellation ----------------------------------------------------------------------


@each_peer("greeter_client runs into its deadline at {peer}, whose handler is told",
           shares_server=False)
def _(world, peer):
    server = world.foreign_server(peer)
    runs = [
        (world.greeter_client(server.target, "--timeout-ms", "900", command, "peer:wait"),
         method, output)
        for command, method, output in (
            ("say-hello", "SayHello", []),
            ("subscribe", "Subscribe", ["peer:wait #1"]),
            ("greet-all", "GreetAll", []),
            ("chat", "Chat", []),
        )
    ]
    for client, method, output in runs:
        expect_failure(client, "DEADLINE_EXCEEDED")
        expect_equal(client.output, output, f"output for {method}")
        wait_until(
            lambda: server.events("cancelled", method=method), f"{method} learns that it is over"
        )


@each_peer("greeter_client is killed and the handler of {peer} is told", shares_server=False)
def _(world, peer):
    server = world.own_foreign_server(peer)
    client = world.greeter_client(server.target, "subscribe", "peer:wait")
    client.wait_line("peer:wait #1")
    client.process.kill()
    wait_until(lambda: server.events("cancelled", method="Subscribe"), "Subscribe is cancelled")


# What a foreign peer sees ------------------------------------------------------------------------


def headers_of_call(world, *arguments):
    server = world.odd_server()
    before = len(server.events("called"))
    expect_printed(world.greeter_client(server.target, *arguments, "say-hello", "Ada"),
                   "Hello, Ada")
    return server.target, dict(server.events("called")[before]["headers"])


@case("greeter_client sends the headers that gRPC asks for", shares_server=False)
def _(world):
    target, headers = headers_of_call(world)
    expect_equal(headers[":method"], "POST", ":method")
    expect_equal(headers[":scheme"], "http", ":scheme")
    expect_equal(headers[":path"], "/hello.v1.Greeter/SayHello", ":path")
    expect_equal(headers.get(":authority"), target, ":authority")
    expect_equal(headers.get("te"), "trailers", "te")
    expect(
        headers.get("content-type") in ("application/grpc", "application/grpc+proto"),
        f"content-type is {headers.get('content-type')}",
    )
    agent = headers.get("user-agent", "")
    expect(re.search(r"^grpc-c\+\+-tern/\d", agent), f"user-agent is {agent!r}")
    expect_equal(headers.get("grpc-timeout"), None, "grpc-timeout without a timeout")


@case("greeter_client sends its timeout", shares_server=False)
def _(world):
    units = {"H": 3600e3, "M": 60e3, "S": 1e3, "m": 1, "u": 1e-3, "n": 1e-6}
    timeout = headers_of_call(world, "--timeout-ms", "60000")[1].get("grpc-timeout", "")
    expect(re.fullmatch(r"\d{1,8}[HMSmun]", timeout), f"grpc-timeout is {timeout!r}")
    milliseconds = int(timeout[:-1]) * units[timeout[-1]]
    expect(50_000 < milliseconds <= 60_000, f"grpc-timeout is {timeout!r}")


@case("greeter_client cancels by resetting the stream with CANCEL", shares_server=False)
def _(world):
    server = world.odd_server()
    client = world.greeter_client(server.target, "--timeout-ms", "300", "say-hello", "nothing")
    expect_failure(client, "DEADLINE_EXCEEDED")
    wait_until(lambda: server.events("reset", code=8), "RST_STREAM with CANCEL")


ODD_ANSWERS = [
    ("http:503", "UNAVAILABLE"),
    ("http:404", "UNIMPLEMENTED"),
    ("http:401", "UNAUTHENTICATED"),
    ("http:html", "UNKNOWN"),
    ("status:missing", "INTERNAL", "UNKNOWN"),
    ("status:99", "UNKNOWN"),
    ("reset:cancel", "CANCELLED"),
    ("reset:refused", "UNAVAILABLE"),
    ("reset:internal", "INTERNAL"),
    ("reset:calm", "RESOURCE_EXHAUSTED"),
    ("message:flag-2", "INTERNAL"),
    ("message:compressed-without-encoding", "INTERNAL"),
    ("message:unknown-encoding", "INTERNAL"),
    ("message:not-protobuf", "INTERNAL"),
    ("message:four-gigabytes", "RESOURCE_EXHAUSTED"),
    ("message:truncated", "INTERNAL"),
    ("message:none", "UNIMPLEMENTED"),
    ("message:two", "UNIMPLEMENTED"),
    ("connection:gone", "UNAVAILABLE"),
]


@table_case("greeter_client is answered with {row}", ODD_ANSWERS, shares_server=False)
def _(world, name, *codes):
    server = world.odd_server()
    expect_failure(world.greeter_client(server.target, "say-hello", name), *codes)


ODD_MESSAGES = [
    ("status:trailers-only", "naïve ☺"),
    ("status:broken-percent", "100%, %zz, %4"),
]


@table_case("greeter_client decodes the message of {row}", ODD_MESSAGES, shares_server=False)
def _(world, name, message):
    server = world.odd_server()
    client = world.greeter_client(server.target, "say-hello", name)
    expect_equal(expect_failure(client, "NOT_FOUND"), message, "message")


ODD_SUCCESSES = [
    ("message:byte-by-byte", "Hello in pieces"),
    ("status:after-informational", "Hello after 103"),
    ("connection:goaway", "Hello after GOAWAY"),
]


@table_case("greeter_client understands {row}", ODD_SUCCESSES, shares_server=False)
def _(world, name, text):
    server = world.odd_server()
    expect_printed(world.greeter_client(server.target, "say-hello", name), text)
