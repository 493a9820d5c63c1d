# SPDX-License-Identifier: MIT
"""greeter_server, fed with bytes that no library sends.

Each case is followed by a good call of grpcio on another connection and a look at the server's
descriptors (`World.expect_healthy`); where the connection may live on, the case makes a good call
on it as well.
"""
import random
import socket
import struct

from cases import case, table_case
from child import expect, expect_equal
from raw import (
    CANCEL, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE,
    NO_ERROR, PADDED, PREFACE, SETTINGS, WINDOW_UPDATE, Connection, frame, header_block,
    hello_request, message,
)

OK, CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED = 0, 1, 4, 8
UNIMPLEMENTED, INTERNAL = 12, 13
FLOW_CONTROL_ERROR = 3  # of HTTP/2
FOUR_GIGABYTES = b"\x00\xff\xff\xff\xff"
SEEDS = range(8)


def connect(world, **options):
    return Connection(world.server().target, **options)


def connect_with_closed_window(world):
    """A client that lets the server send nothing until it says so, stream by stream."""
    connection = connect(world, preface=False, opens_windows=False)
    closed = frame(SETTINGS, 0, 0, struct.pack(">HI", INITIAL_WINDOW_SIZE, 0))
    connection.send(PREFACE + closed)
    connection.settled()
    return connection


def noise(seed, count):
    return random.Random(seed).randbytes(count)


# Not HTTP/2 at all -------------------------------------------------------------------------------


@case("random bytes instead of a preface: the server hangs up")
def _(world):
    for seed in SEEDS:
        with connect(world, preface=False) as connection:
            connection.send(noise(seed, 4096))
            connection.drain()


@case("random bytes after the preface: the server hangs up")
def _(world):
    for seed in SEEDS:
        with connect(world) as connection:
            connection.settled()
            connection.send(noise(seed, 65536))
            connection.expect_refused()


@case("random frames after the preface: the server hangs up or ignores them, and lives")
def _(world):
    for seed in SEEDS:
        dice = random.Random(seed)
        with connect(world) as connection:
            connection.settled()
            for _ in range(200):
                payload = dice.randbytes(dice.choice((0, 1, 4, 5, 8, 40)))
                kind, flags = dice.randrange(12), dice.randrange(256)
                connection.send(frame(kind, flags, dice.choice((0, 1, 1, 3, 2)), payload))
            connection.shut()
            connection.expect_refused()


@case("a truncated preface and no more: the server hangs up")
def _(world):
    for length in (0, 1, 8, len(PREFACE) - 1):
        with connect(world, preface=False) as connection:
            connection.send(PREFACE[:length])
            connection.shut()
            connection.drain()


@case("a preface with a wrong last byte: the server hangs up")
def _(world):
    with connect(world, preface=False) as connection:
        connection.send(PREFACE[:-1] + b"x")
        connection.drain()


@case("a preface that comes byte by byte is a preface")
def _(world):
    with connect(world, preface=False) as connection:
        for byte in PREFACE + frame(SETTINGS, 0, 0):
            connection.send(bytes([byte]))
        connection.say_hello()


@case("a preface that is not followed by SETTINGS: the server hangs up")
def _(world):
    with connect(world, preface=False) as connection:
        connection.send(PREFACE + frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\x82\x84\x86"))
        connection.expect_refused()


@case("requests of HTTP/1.1 that are no calls: an HTTP status with a text that helps")
def _(world):
    close = b"Host: localhost\r\nConnection: close\r\n"
    grpc = b"Content-Type: application/grpc\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0"
    for request, status, text in (
        (b"GET / HTTP/1.1\r\n" + close + b"\r\n", b"404", b"nothing is served at"),
        (b"GET /hello.v1.Greeter/SayHello HTTP/1.1\r\n" + close + b"\r\n", b"405", b"POST"),
        (b"POST /hello.v1.Greeter/SayHello HTTP/1.1\r\n" + close + grpc, b"505", b"HTTP/2"),
        (b"POST / HTTP/1.1\r\n" + close + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
         b"400", b"transfer-encoding"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400", b"host"),
    ):
        with connect(world, preface=False) as connection:
            connection.send(request)
            head, _, body = connection.drain().partition(b"\r\n\r\n")
            expect(head.startswith(b"HTTP/1.1 " + status + b" "), f"answer is {head!r}")
            expect(text in body, f"text is {body!r}")


# The gRPC layer ----------------------------------------------------------------------------------


@case("a prefix that promises 4 GiB: RESOURCE_EXHAUSTED")
def _(world):
    before = world.server().resident_bytes()
    with connect(world) as connection:
        for method in ("SayHello", "Subscribe", "GreetAll", "Chat"):
            number = connection.open(method)
            connection.data(number, FOUR_GIGABYTES)
            connection.expect_status(number, RESOURCE_EXHAUSTED)
        connection.say_hello()
    world.expect_bounded_memory(before)


# (what, body, headers, status): the last byte of the body carries END_STREAM.
HELLO = message(hello_request("Ada"))
HELLO_REPLY = message(hello_request("Hello, Ada"))  # field 1 of both is a string
PAYLOAD = hello_request("Ada")
ENDLESS = message(PAYLOAD + b"\x18\x80\xa8\xd6\xb9\x07")  # count = 2000000000
BAD_BODIES = [
    ("a message marked as compressed without grpc-encoding: INTERNAL",
     message(PAYLOAD, flag=1), (), INTERNAL),
    ("a message marked as compressed with grpc-encoding identity: INTERNAL",
     message(PAYLOAD, flag=1), (("grpc-encoding", "identity"),), INTERNAL),
    ("a message with flag 2: INTERNAL", message(PAYLOAD, flag=2), (), INTERNAL),
    ("a message with flag 255: INTERNAL", message(PAYLOAD, flag=255), (), INTERNAL),
    ("a message that END_STREAM cuts short: INTERNAL", HELLO[:-1], (), INTERNAL),
    ("a prefix that END_STREAM cuts short: INTERNAL", HELLO[:3], (), INTERNAL),
    ("no message to a unary method: UNIMPLEMENTED", b"", (), UNIMPLEMENTED),
    ("two messages to a unary method: UNIMPLEMENTED", HELLO + HELLO, (), UNIMPLEMENTED),
    ("a field that ends after the message: INTERNAL", message(b"\x0a\x7fAda"), (), INTERNAL),
    ("a field of wire type 7: INTERNAL", message(b"\x0f"), (), INTERNAL),
    ("field number 0: INTERNAL", message(b"\x00\x01"), (), INTERNAL),
    ("a varint of eleven bytes: INTERNAL", message(b"\x18" + b"\xff" * 10 + b"\x01"), (), INTERNAL),
    ("a name that is not UTF-8: INTERNAL", message(hello_request(b"\xc3\x28")), (), INTERNAL),
    ("random bytes as a message: INTERNAL", message(noise(1, 500)), (), INTERNAL),
]


@table_case("{row}", BAD_BODIES)
def _(world, what, body, headers, status):
    with connect(world) as connection:
        number = connection.open("SayHello", headers)
        connection.data(number, body, end_stream=True)
        connection.expect_status(number, status)
        connection.say_hello()


@case("bad messages to the streaming methods: INTERNAL, and no reply")
def _(world):
    with connect(world) as connection:
        for method in ("Subscribe", "GreetAll", "Chat"):
            for body in (message(PAYLOAD, flag=2), message(b"\x0f"), HELLO[:-1]):
                number = connection.open(method)
                connection.data(number, body, end_stream=True)
                connection.expect_status(number, INTERNAL)
                expect_equal(connection.streams[number].messages(), [], "replies")
        connection.say_hello()


@case("two messages to a server-streaming method: UNIMPLEMENTED")
def _(world):
    with connect(world) as connection:
        number = connection.open("Subscribe")
        connection.data(number, HELLO + HELLO, end_stream=True)
        connection.expect_status(number, UNIMPLEMENTED)
        connection.say_hello()


@case("a bad message after a good one in a chat: one reply, then INTERNAL")
def _(world):
    with connect(world) as connection:
        number = connection.open("Chat")
        connection.data(number, HELLO)
        expect_equal(connection.read_texts(number, 1), ["Hello, Ada"], "replies")
        connection.data(number, message(b"\x0f"))
        connection.expect_status(number, INTERNAL)
        connection.say_hello()


@case("an unknown grpc-encoding: UNIMPLEMENTED with grpc-accept-encoding")
def _(world):
    with connect(world) as connection:
        number = connection.open(headers=[("grpc-encoding", "x-unknown")])
        connection.data(number, message(PAYLOAD, flag=1), end_stream=True)
        connection.expect_status(number, UNIMPLEMENTED)
        accepted = connection.streams[number].header("grpc-accept-encoding")
        expect(accepted and "x-unknown" not in accepted, f"grpc-accept-encoding is {accepted}")
        connection.say_hello()


@case("an empty message is a message")
def _(world):
    with connect(world) as connection:
        number = connection.open("Chat")
        connection.data(number, message(b"") + HELLO + message(b""), end_stream=True)
        connection.expect_status(number, OK)
        replies = connection.read_texts(number, 3)
        expect_equal(replies, ["Hello, ", "Hello, Ada", "Hello, "], "replies")


@case("fields that the contract does not know are skipped")
def _(world):
    unknown = b"\xa0\x06\x01" + b"\xaa\x06\x03abc" + b"\xad\x06\x01\x02\x03\x04"
    with connect(world) as connection:
        number = connection.open()
        connection.data(number, message(unknown + PAYLOAD), end_stream=True)
        connection.expect_status(number, OK)
        expect_equal(connection.read_texts(number, 1), ["Hello, Ada"], "replies")


# Request headers ---------------------------------------------------------------------------------

TIMEOUTS = ["", "1", "S", "abc", "123456789S", "-1S", "1 S", "1.5S", "+1S", "1s", "1SS", "0x1S"]


@case("a malformed grpc-timeout is an error, not no timeout")
def _(world):
    with connect(world) as connection:
        for timeout in TIMEOUTS:
            number = connection.open(headers=[("grpc-timeout", timeout)])
            connection.data(number, HELLO, end_stream=True)
            stream = connection.finish(number)
            expect(
                stream.reset is not None or stream.http_status == "400" or stream.grpc_status,
                lambda: f"grpc-timeout {timeout!r}: {stream.describe()}",
            )
            expect(not stream.messages(), f"grpc-timeout {timeout!r} got a reply")
        connection.say_hello()


@case("every unit of grpc-timeout is understood")
def _(world):
    with connect(world) as connection:
        for timeout in ("1H", "1M", "99S", "99999m", "99999999u", "99999999H"):
            number = connection.open(headers=[("grpc-timeout", timeout)])
            connection.data(number, HELLO, end_stream=True)
            connection.expect_status(number, OK)


@case("the server ends a call whose deadline is over, though the client is silent")
def _(world):
    with connect(world) as connection:
        for method in ("Chat", "GreetAll", "SayHello"):
            number = connection.open(method, [("grpc-timeout", "100m")])
            stream = connection.finish(number)
            expect(
                stream.grpc_status == DEADLINE_EXCEEDED or stream.reset == CANCEL,
                lambda: f"{method}: {stream.describe()}",
            )
        connection.say_hello()


@case("a grpc-timeout of 0: DEADLINE_EXCEEDED")
def _(world):
    with connect(world) as connection:
        number = connection.open("Chat", [("grpc-timeout", "0m")])
        stream = connection.finish(number)
        expect(
            stream.grpc_status == DEADLINE_EXCEEDED or stream.reset == CANCEL, stream.describe
        )
        connection.say_hello()


HTTP_ERRORS = [
    ("content-type text/plain: HTTP 415", {"content-type": "text/plain"}, (), "415"),
    ("content-type application/json: HTTP 415", {"content-type": "application/json"}, (), "415"),
    ("content-type application/grpcx: HTTP 415", {"content-type": "application/grpcx"}, (), "415"),
    ("no content-type: HTTP 415", {}, ("content-type",), "415"),
    ("the method GET: HTTP 405", {":method": "GET"}, (), "405"),
    ("the method PUT: HTTP 405", {":method": "PUT"}, (), "405"),
]


@table_case("{row}", HTTP_ERRORS)
def _(world, what, replace, without, status):
    with connect(world) as connection:
        number = connection.open(replace=replace, without=without, end_stream=True)
        stream = connection.finish(number)
        expect_equal(stream.http_status, status, ":status")
        connection.say_hello()


@case("content-type application/grpc+proto is gRPC")
def _(world):
    with connect(world) as connection:
        number = connection.open(replace={"content-type": "application/grpc+proto"})
        connection.data(number, HELLO, end_stream=True)
        connection.expect_status(number, OK)
        expect_equal(connection.streams[number].http_status, "200", ":status")


@case("a method name outside ASCII is refused, and never unescaped in grpc-message")
def _(world):
    with connect(world) as connection:
        connection.settled()
        for path in ("/hello.v1.Greeter/Größe ☺", "/hello.v1.Greeter/No%Such", "/", "*", "//"):
            number = connection.open(replace={":path": path})
            connection.data(number, HELLO, end_stream=True)
            stream = connection.finish(number)
            text = stream.header("grpc-message") or ""
            expect(stream.grpc_status != OK, lambda: f"{path}: {stream.describe()}")
            expect(all(" " <= letter <= "~" for letter in text), f"grpc-message is {text!r}")
        connection.say_hello()


# What HTTP/2 calls malformed is a stream error: RST_STREAM, HTTP 400, or a closed connection.
MALFORMED_HEADERS = [
    ("an upper-case header name", [("X-Echo", "blue")], {}, ()),
    ("a connection header", [("connection", "close")], {}, ()),
    ("a pseudo-header after the others", [(":path", "/again")], {}, ()),
    ("an unknown pseudo-header", [(":odd", "1")], {}, ()),
    ("no :path", [], {}, (":path",)),
    ("no :method", [], {}, (":method",)),
]


@table_case("{row} is refused as malformed", MALFORMED_HEADERS)
def _(world, what, headers, replace, without):
    with connect(world) as connection:
        connection.settled()
        number = connection.open(headers=headers, replace=replace, without=without)
        connection.data(number, HELLO, end_stream=True)
        stream = connection.stream_of(number)
        connection.pump(lambda: stream.over() or connection.goaway, "a refusal")
        expect(
            stream.reset is not None or connection.goaway or stream.http_status == "400",
            stream.describe,
        )
        if not connection.goaway:
            connection.say_hello()


@case("a header value with a line break is refused or dropped, never passed on")
def _(world):
    with connect(world) as connection:
        number = connection.open(headers=[("x-echo", "a\r\nb: c")])
        connection.data(number, HELLO, end_stream=True)
        stream = connection.stream_of(number)
        connection.pump(lambda: stream.over() or connection.goaway, "an answer")
        expect(stream.header("x-echo") is None, stream.describe)


@case("binary metadata that is not base64 does not end the connection")
def _(world):
    with connect(world) as connection:
        number = connection.open(headers=[("x-trail-bin", "=@=!"), ("x-other-bin", "A")])
        connection.data(number, HELLO, end_stream=True)
        connection.finish(number)
        connection.say_hello()


@case("padded and unpadded base64 in binary metadata mean the same")
def _(world):
    with connect(world) as connection:
        for text in ("gHc=", "gHc"):
            number = connection.open(headers=[("x-trail-bin", text)])
            connection.data(number, HELLO, end_stream=True)
            connection.expect_status(number, OK)
            trailer = connection.streams[number].header("x-trail-bin")
            expect_equal((trailer or "").rstrip("="), "gHc", "x-trail-bin")


def expect_too_large(connection, number):
    """RESOURCE_EXHAUSTED, HTTP 431 or a reset stream, and the connection lives on."""
    stream = connection.finish(number)
    expect(
        stream.grpc_status == RESOURCE_EXHAUSTED
        or stream.http_status == "431"
        or stream.reset not in (None, NO_ERROR),
        stream.describe,
    )
    connection.say_hello()


@case("a header of 60 KiB is refused, the connection lives on")
def _(world):
    with connect(world) as connection:
        number = connection.open(headers=[("x-large", "x" * 60_000)])
        connection.data(number, HELLO, end_stream=True)
        expect_too_large(connection, number)


@case("a header of 1 MiB is refused")
def _(world):
    with connect(world) as connection:
        connection.settled()
        number = connection.open(headers=[("x-large", "x" * (1 << 20))])
        stream = connection.stream_of(number)
        connection.pump(lambda: stream.over() or connection.goaway or connection.eof, "a refusal")
        expect(stream.grpc_status != OK, stream.describe)


@case("a header list of 100 KiB in 1000 headers is refused, the connection lives on")
def _(world):
    with connect(world) as connection:
        number = connection.open(headers=[(f"x-{n}", "x" * 90) for n in range(1000)])
        connection.data(number, HELLO, end_stream=True)
        expect_too_large(connection, number)


@case("a header list of 6 KiB is accepted")
def _(world):
    with connect(world) as connection:
        number = connection.open(headers=[(f"x-{n}", "x" * 100) for n in range(40)])
        connection.data(number, HELLO, end_stream=True)
        connection.expect_status(number, OK)


@case("an endless row of CONTINUATION frames: the server hangs up")
def _(world):
    before = world.server().resident_bytes()
    with connect(world) as connection:
        connection.send(frame(HEADERS, 0, 1, header_block([(":method", "POST")])))
        piece = frame(CONTINUATION, 0, 1, header_block([("x-more", "x" * 1000)]))
        for _ in range(20_000):
            if connection.eof:
                break
            connection.send(piece)
        connection.expect_refused()
    world.expect_bounded_memory(before)


# HTTP/2 connections ------------------------------------------------------------------------------


@case("a message in DATA frames of one byte each is a message")
def _(world):
    with connect(world) as connection:
        number = connection.open()
        for at in range(len(HELLO)):
            connection.data(number, HELLO[at : at + 1], end_stream=at == len(HELLO) - 1)
        connection.expect_status(number, OK)
        expect_equal(connection.read_texts(number, 1), ["Hello, Ada"], "replies")


@case("three messages in one DATA frame are three messages")
def _(world):
    with connect(world) as connection:
        number = connection.open("Chat")
        connection.data(number, HELLO * 3)
        expect_equal(connection.read_texts(number, 3), ["Hello, Ada"] * 3, "replies")
        connection.data(number, b"", end_stream=True)
        connection.expect_status(number, OK)


@case("padding is not part of a message")
def _(world):
    with connect(world) as connection:
        number = connection.open()
        payload = bytes([9]) + HELLO + b"\0" * 9
        connection.send(frame(DATA, PADDED | END_STREAM, number, payload))
        connection.expect_status(number, OK)
        expect_equal(connection.read_texts(number, 1), ["Hello, Ada"], "replies")


@case("a client whose window is closed gets its reply byte by byte as it opens the window")
def _(world):
    with connect_with_closed_window(world) as connection:
        number = connection.open()
        connection.data(number, HELLO, end_stream=True)
        stream = connection.stream_of(number)
        connection.ping()
        expect_equal(bytes(stream.data), b"", "data in a closed window")
        for size in range(1, len(HELLO_REPLY) + 1):
            connection.send(frame(WINDOW_UPDATE, 0, number, struct.pack(">I", 1)))
            connection.pump(lambda: len(stream.data) >= size, f"byte {size} of the reply")
            expect_equal(len(stream.data), size, "bytes in a window of as many")
        connection.expect_status(number, OK)
        expect_equal(connection.read_texts(number, 1), ["Hello, Ada"], "replies")


@case("chats whose replies are not read stop taking messages, and give back what they took")
def _(world):
    with connect_with_closed_window(world) as connection:
        block = message(hello_request("x" * 16000))
        for _ in range(4):
            number, sent = connection.open("Chat"), 0
            while connection.may_send(number, len(block), patience=0.3):
                connection.data(number, block)
                sent += len(block)
                expect(sent < 64 << 20, "the server takes everything")
            expect(sent > 0, "the window of the connection has leaked")
            connection.reset(number)
        number = connection.open()
        connection.send(frame(WINDOW_UPDATE, 0, number, struct.pack(">I", len(HELLO_REPLY))))
        expect(connection.may_send(number, len(HELLO)), "the window of the connection has leaked")
        connection.data(number, HELLO, end_stream=True)
        connection.expect_status(number, OK)


@case("a client that sends more than the window: FLOW_CONTROL_ERROR, not memory")
def _(world):
    before = world.server().resident_bytes()
    with connect_with_closed_window(world) as connection:
        number = connection.open("Chat")
        stream = connection.stream_of(number)
        block = message(hello_request("x" * 16000))
        for _ in range((64 << 20) // len(block)):
            if connection.eof:
                break
            connection.data(number, block)
        connection.pump(lambda: stream.reset is not None or connection.goaway, "a refusal")
        code = stream.reset if stream.reset is not None else connection.goaway[1]
        expect_equal(code, FLOW_CONTROL_ERROR, "error code")
    world.expect_bounded_memory(before)


@case("unknown frames and settings are ignored, PING is answered")
def _(world):
    with connect(world) as connection:
        connection.send(frame(0xBE, 0xFF, 0, b"whatever"))
        connection.send(frame(SETTINGS, 0, 0, struct.pack(">HI", 0xABCD, 7)))
        connection.ping()
        connection.say_hello()


CONNECTION_ERRORS = [
    ("DATA on stream 0", frame(DATA, 0, 0, b"x")),
    ("DATA on a stream that nobody has opened", frame(DATA, 0, 1, b"x")),
    ("HEADERS on an even stream", frame(HEADERS, END_HEADERS, 2, header_block([("a", "b")]))),
    ("a frame over the maximum size", frame(DATA, 0, 1, b"x" * 20_000)),
    ("HPACK that is broken", frame(HEADERS, END_HEADERS, 1, b"\xff\xff\xff\xff\xff\xff\xff\x0f")),
    ("SETTINGS of five bytes", frame(SETTINGS, 0, 0, b"12345")),
    ("WINDOW_UPDATE of nothing", frame(WINDOW_UPDATE, 0, 0, b"\0\0\0\0")),
    ("WINDOW_UPDATE past the end", frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 2),
    ("CONTINUATION without HEADERS", frame(CONTINUATION, END_HEADERS, 1, b"\x82")),
]


@table_case("{row}: GOAWAY with a reason, then the server hangs up", CONNECTION_ERRORS)
def _(world, what, frames):
    with connect(world) as connection:
        connection.settled()
        connection.send(frames)
        connection.expect_refused()
        expect(
            connection.goaway and connection.goaway[1] != NO_ERROR,
            lambda: f"GOAWAY is {connection.goaway}",
        )


@case("RST_STREAM in the middle of calls: they end, the connection lives on")
def _(world):
    with connect(world) as connection:
        for method in ("Chat", "GreetAll", "Subscribe", "SayHello"):
            number = connection.open(method)
            if method == "Chat":
                connection.data(number, HELLO)
                expect_equal(connection.read_texts(number, 1), ["Hello, Ada"], "replies")
            else:
                connection.data(number, HELLO[:7])
            connection.reset(number)
            connection.say_hello()


@case("300 streams opened and reset at once: the server lives, and may hang up on the sender")
def _(world):
    with connect(world) as connection:
        for _ in range(300):
            connection.reset(connection.open("Chat"))
        connection.shut()
        connection.expect_refused()


@case("GOAWAY from the client: the open chat goes on and ends well")
def _(world):
    with connect(world) as connection:
        number = connection.open("Chat")
        connection.data(number, HELLO)
        expect_equal(connection.read_texts(number, 1), ["Hello, Ada"], "replies")
        connection.send(frame(GOAWAY, 0, 0, struct.pack(">II", 0, NO_ERROR)))
        connection.data(number, HELLO, end_stream=True)
        connection.expect_status(number, OK)
        expect_equal(connection.read_texts(number, 2), ["Hello, Ada"] * 2, "replies")


@case("half of the connection closed after the request: the reply still comes")
def _(world):
    with connect(world) as connection:
        connection.settled()
        number = connection.open()
        connection.data(number, HELLO, end_stream=True)
        connection.shut()
        stream = connection.stream_of(number)
        connection.pump(lambda: stream.over() or connection.eof, "a reply or the end")
        # Either is legal; what must not happen is a connection that stays.
        connection.expect_refused()


# Half-open clients: other calls go on while they stay --------------------------------------------


def with_calls_going_on(world, connections):
    """Makes good calls while the odd connections stay, then drops these."""
    try:
        for _ in range(3):
            world.good_call()
        with connect(world) as other:
            other.say_hello()
    finally:
        for connection in connections:
            connection.socket.close()


@case("clients that connect and say nothing: other calls go on")
def _(world):
    with_calls_going_on(world, [connect(world, preface=False) for _ in range(20)])


@case("clients that stop within the preface: other calls go on")
def _(world):
    connections = []
    for length in range(1, len(PREFACE)):
        connections.append(connect(world, preface=False))
        connections[-1].send(PREFACE[:length])
    with_calls_going_on(world, connections)


@case("clients that send a preface and no more: other calls go on")
def _(world):
    connections = [connect(world) for _ in range(20)]
    for connection in connections:
        connection.settled()
    with_calls_going_on(world, connections)


@case("a client that stops within a header block: other calls go on")
def _(world):
    connection = connect(world)
    block = header_block([(":method", "POST"), (":path", "/hello.v1.Greeter/SayHello")])
    connection.send(frame(HEADERS, 0, 1, block))
    with_calls_going_on(world, [connection])


@case("clients that fall silent in the middle of a message: other calls go on")
def _(world):
    connections = []
    for method in ("SayHello", "Subscribe", "GreetAll", "Chat"):
        for length in (0, 3, 5, 8):
            connections.append(connect(world))
            number = connections[-1].open(method)
            connections[-1].data(number, HELLO[:length])
    with_calls_going_on(world, connections)


@case("a client that falls silent in the middle of a frame: other calls go on")
def _(world):
    connection = connect(world)
    number = connection.open("Chat")
    connection.send(frame(DATA, 0, number, HELLO)[:-4])
    with_calls_going_on(world, [connection])


@case("a client that never reads its endless stream: other calls go on")
def _(world):
    connection = connect(world)
    connection.settled()
    number = connection.open("Subscribe")
    connection.data(number, ENDLESS, end_stream=True)
    connection.read_texts(number, 1)
    with_calls_going_on(world, [connection])


@case("clients that vanish with a TCP reset in the middle of calls: other calls go on")
def _(world):
    for method in ("SayHello", "GreetAll", "Chat"):
        connection = connect(world)
        connection.settled()
        number = connection.open(method)
        connection.data(number, HELLO if method == "Chat" else HELLO[:7])
        if method == "Chat":
            connection.read_texts(number, 1)
        # Lingering for no time makes close() a reset.
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.socket.close()
        world.good_call()


# The end ------------------------------------------------------------------------------------------


@case("SIGTERM while clients are connected that never speak: the server exits 0",
      shares_server=False)
def _(world):
    server = world.own_server()
    with Connection(server.target, preface=False), Connection(server.target) as silent:
        silent.settled()
        server.expect_clean_end()


@case("a stream that was reset does not hold the server up at SIGTERM", shares_server=False)
def _(world):
    server = world.own_server()
    with Connection(server.target) as connection:
        number = connection.open("Subscribe")
        connection.data(number, ENDLESS, end_stream=True)
        connection.read_texts(number, 1)
        connection.reset(number)
        for method in ("Chat", "GreetAll"):
            number = connection.open(method)
            connection.data(number, HELLO)
            connection.reset(number)
        connection.ping()
        server.terminate()
        connection.expect_refused()
        expect_equal(server.wait_end(), 0, "exit code")
        server.expect_no_complaint()


@case("a call on an old connection after SIGTERM is served or refused, not lost",
      shares_server=False)
def _(world):
    server = world.own_server()
    with Connection(server.target) as connection:
        chat = connection.open("Chat")
        connection.data(chat, HELLO)
        expect_equal(connection.read_texts(chat, 1), ["Hello, Ada"], "replies")
        server.terminate()
        connection.pump(lambda: connection.goaway, "GOAWAY")
        expect_equal(connection.goaway[1], NO_ERROR, "code of GOAWAY")
        late = connection.open()
        connection.data(late, HELLO, end_stream=True)
        stream = connection.stream_of(late)
        connection.pump(
            lambda: stream.over() or connection.goaway[0] < late, "an answer to the late call"
        )
        expect(
            stream.grpc_status == OK or stream.reset or connection.goaway[0] < late,
            stream.describe,
        )
        connection.data(chat, HELLO, end_stream=True)
        connection.expect_status(chat, OK)
        expect_equal(connection.read_texts(chat, 2), ["Hello, Ada"] * 2, "replies")
        expect_equal(server.wait_end(), 0, "exit code")
        server.expect_no_complaint()
