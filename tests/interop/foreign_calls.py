# SPDX-License-Identifier: MIT
"""greeter_server, called by grpcio and grpc-js."""
import base64
import time

from cases import each_peer
from child import expect, expect_equal, wait_until
from foreign_client import settle, settles, values
from raw import Connection

ENDLESS = 2_000_000_000  # replies; nobody reads them all
RECEIVE_LIMIT_BYTES = 4 << 20
NAME_OVERHEAD_BYTES = 5  # tag and length of `name` in a HelloRequest of this size
TEXT_64_KIB = 1 << 16
ONE_CHAT_BYTES = 96 << 20


def encoded(data):
    return base64.b64encode(data).decode()


def server_and_client(world, peer):
    return world.server(), world.client(peer)


# Four kinds of call ------------------------------------------------------------------------------


@each_peer("{peer} says hello and is greeted")
def _(world, peer):
    server, client = server_and_client(world, peer)
    text, outcome = client.unary(server.target, name="Ada")
    outcome.expect("OK")
    expect_equal(text, "Hello, Ada")


@each_peer("{peer} sends a title, an empty title and no title: three greetings")
def _(world, peer):
    server, client = server_and_client(world, peer)
    texts = [
        client.unary(server.target, name="Ada", **title)[0]
        for title in ({"title": "Dr"}, {"title": ""}, {})
    ]
    expect_equal(texts, ["Hello, Dr Ada", "Hello,  Ada", "Hello, Ada"], "texts")


@each_peer("{peer} sends and gets letters outside ASCII")
def _(world, peer):
    server, client = server_and_client(world, peer)
    text, outcome = client.unary(server.target, name="Zoë ☺ 😀")
    outcome.expect("OK")
    expect_equal(text, "Hello, Zoë ☺ 😀")


@each_peer("{peer} subscribes and gets as many replies as it asked for, or 3")
def _(world, peer):
    server, client = server_and_client(world, peer)
    for count, wanted in ((0, 3), (1, 1), (5, 5)):
        call = client.open(server.target, "Subscribe", name="Ada", count=count)
        expect_equal(call.read_all(), [f"Ada #{n}" for n in range(1, wanted + 1)], "replies")
        call.finish().expect("OK")


@each_peer("{peer} streams names and gets one greeting for all")
def _(world, peer):
    server, client = server_and_client(world, peer)
    for names, wanted in (
        (["Ada"], "Hello, Ada"),
        (["Ada", "Bob"], "Hello, Ada and Bob"),
        (["Ada", "Bob", "Cy"], "Hello, Ada, Bob and Cy"),
    ):
        call = client.open(server.target, "GreetAll")
        for name in names:
            call.send(name=name)
        call.half_close()
        expect_equal(call.read(), wanted, "reply")
        call.finish().expect("OK")


@each_peer("{peer} chats: every reply comes before the next message is sent")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(server.target, "Chat")
    for name in ("Ada", "Bob", "Cy"):
        call.send(name=name)
        expect_equal(call.read(), f"Hello, {name}", "reply")
    call.half_close()
    expect_equal(call.read(), None, "after the last reply")
    call.finish().expect("OK")


@each_peer("{peer} chats without a word: no reply and OK")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(server.target, "Chat")
    call.half_close()
    expect_equal(call.read_all(), [], "replies")
    call.finish().expect("OK")


# Errors ------------------------------------------------------------------------------------------


@each_peer("{peer} says hello without a name: INVALID_ARGUMENT, name is required")
def _(world, peer):
    server, client = server_and_client(world, peer)
    text, outcome = client.unary(server.target)
    outcome.expect("INVALID_ARGUMENT", "name is required")
    expect_equal(text, None, "reply")


@each_peer("{peer} streams no names at all: INVALID_ARGUMENT")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(server.target, "GreetAll")
    call.half_close()
    call.finish().expect("INVALID_ARGUMENT")


@each_peer("{peer} calls an unknown method: UNIMPLEMENTED")
def _(world, peer):
    server, client = server_and_client(world, peer)
    client.unary(server.target, "/hello.v1.Greeter/Nope", name="Ada")[1].expect("UNIMPLEMENTED")


@each_peer("{peer} calls an unknown service: UNIMPLEMENTED")
def _(world, peer):
    server, client = server_and_client(world, peer)
    client.unary(server.target, "/hello.v2.Greeter/SayHello")[1].expect("UNIMPLEMENTED")


@each_peer("{peer} reads a percent sign in an error message as it was meant")
def _(world, peer):
    server, client = server_and_client(world, peer)
    path = "/hello.v1.Greeter/No%41Such"
    _, outcome = client.unary(server.target, path)
    outcome.expect("UNIMPLEMENTED")
    expect("NoASuch" not in outcome.message, f"'%' was not escaped: {outcome.message}")


# Metadata ----------------------------------------------------------------------------------------

METHODS = ("SayHello", "Subscribe", "GreetAll", "Chat")


def call_with_metadata(world, peer, method, metadata, name="Ada"):
    server, client = server_and_client(world, peer)
    call = client.open(server.target, method, metadata=metadata, name=name)
    if method in ("GreetAll", "Chat"):
        call.send(name=name)
        call.half_close()
    call.read_all() if method in ("Subscribe", "Chat") else call.read()
    return call.finish()


@each_peer("{peer} sends ASCII metadata and gets it back before the reply")
def _(world, peer):
    for method in METHODS:
        outcome = call_with_metadata(world, peer, method, [["x-echo", "blue !~ #1"]])
        outcome.expect("OK")
        expect_equal(values(outcome.initial, "x-echo"), ["blue !~ #1"], f"{method} x-echo")


@each_peer("{peer} sends binary metadata and gets it back after the reply")
def _(world, peer):
    for method in METHODS:
        for data in (bytes(range(256)), b"\0", b"\xff\xfe", b"abc"):
            metadata = [["x-trail-bin", encoded(data)]]
            outcome = call_with_metadata(world, peer, method, metadata)
            outcome.expect("OK")
            expect_equal(values(outcome.trailing, "x-trail-bin"), [data], f"{method} x-trail-bin")


@each_peer("{peer} sends several values under one key and gets all of them in order")
def _(world, peer):
    first, second = b"\x00\x01\x02", b"\xfd\xfe\xff"
    metadata = [
        ["x-echo", "one"], ["x-trail-bin", encoded(first)],
        ["x-echo", "two"], ["x-trail-bin", encoded(second)],
    ]
    outcome = call_with_metadata(world, peer, "SayHello", metadata)
    outcome.expect("OK")
    expect_equal(values(outcome.initial, "x-echo"), ["one", "two"], "x-echo")
    expect_equal(values(outcome.trailing, "x-trail-bin"), [first, second], "x-trail-bin")


@each_peer("{peer} gets trailing metadata with an error as well")
def _(world, peer):
    metadata = [["x-trail-bin", encoded(b"\x80why")]]
    outcome = call_with_metadata(world, peer, "SayHello", metadata, name="")
    outcome.expect("INVALID_ARGUMENT", "name is required")
    expect_equal(values(outcome.trailing, "x-trail-bin"), [b"\x80why"], "x-trail-bin")


# Deadlines and cancellation ----------------------------------------------------------------------


@each_peer("{peer} sets a deadline on an endless stream: it ends, and the server stops")
def _(world, peer):
    server, client = server_and_client(world, peer)
    start = time.monotonic()
    call = client.open(server.target, "Subscribe", timeout_ms=300, name="Ada", count=ENDLESS)
    expect_equal(call.read(), "Ada #1", "first reply")
    call.finish().expect("DEADLINE_EXCEEDED")
    seconds = time.monotonic() - start
    expect(0.25 < seconds < 5, f"a deadline of 0.3 s ended the call after {seconds:.2f} s")
    server.wait_idle("after the deadline")


@each_peer("{peer} sets a deadline on a silent chat: DEADLINE_EXCEEDED")
def _(world, peer):
    server, client = server_and_client(world, peer)
    client.open(server.target, "Chat", timeout_ms=200).finish().expect("DEADLINE_EXCEEDED")


@each_peer("{peer} sets a deadline that is long enough: OK")
def _(world, peer):
    server, client = server_and_client(world, peer)
    client.unary(server.target, name="Ada", timeout_ms=60_000)[1].expect("OK")


@each_peer("{peer} cancels a stream: the server stops sending and serves on")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(server.target, "Subscribe", name="Ada", count=ENDLESS)
    expect_equal(call.read(), "Ada #1", "first reply")
    call.cancel()
    call.finish().expect("CANCELLED")
    server.wait_idle("after the cancellation")
    client.unary(server.target, name="Bob")[1].expect("OK")


@each_peer("{peer} cancels a chat that waits for it: the server serves on")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(server.target, "Chat")
    call.send(name="Ada")
    expect_equal(call.read(), "Hello, Ada", "reply")
    call.cancel()
    call.finish().expect("CANCELLED")
    client.unary(server.target, name="Bob")[1].expect("OK")


# Size and number ---------------------------------------------------------------------------------


@each_peer("{peer} sends and gets a message of 3 MiB")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(server.target, "SayHello", name_bytes=3 << 20)
    reply = call.read_reply()
    call.finish().expect("OK")
    expect_equal(reply["text_bytes"], (3 << 20) + len("Hello, "), "size of the reply")


@each_peer("{peer} sends a message of exactly 4 MiB: OK")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(
        server.target, "SayHello", name_bytes=RECEIVE_LIMIT_BYTES - NAME_OVERHEAD_BYTES
    )
    call.finish().expect("OK")


@each_peer("{peer} sends a message of one byte more than 4 MiB: RESOURCE_EXHAUSTED")
def _(world, peer):
    server, client = server_and_client(world, peer)
    size = RECEIVE_LIMIT_BYTES - NAME_OVERHEAD_BYTES + 1
    client.unary(server.target, name_bytes=size)[1].expect("RESOURCE_EXHAUSTED")
    client.unary(server.target, name="Ada")[1].expect("OK")


@each_peer("{peer} makes 100 calls at once on one connection")
def _(world, peer):
    server, client = server_and_client(world, peer)
    calls = [client.open(server.target, "SayHello", name=f"N{n}") for n in range(100)]
    expect_equal(
        [call.read() for call in calls], [f"Hello, N{n}" for n in range(100)], "replies"
    )
    for call in calls:
        call.finish().expect("OK")


@each_peer("{peer} keeps 100 chats open at once on one connection")
def _(world, peer):
    server, client = server_and_client(world, peer)
    calls = [client.open(server.target, "Chat") for _ in range(100)]
    for turn in ("Ada", "Bob"):
        for call in calls:
            call.send(name=turn)
        for call in calls:
            expect_equal(call.read(), f"Hello, {turn}", "reply")
    for call in calls:
        call.half_close()
    for call in calls:
        call.finish().expect("OK")


@each_peer("{peer} calls over eight connections at once")
def _(world, peer):
    server, client = server_and_client(world, peer)
    channels = [f"connection {n}" for n in range(8)]
    try:
        calls = [
            client.open(server.target, "Subscribe", channel=channel, name=channel, count=4)
            for channel in channels for _ in range(4)
        ]
        wait_until(lambda: server.fd_count() >= world.baseline + 8, "eight more connections")
        for call in calls:
            expect_equal(len(call.read_all()), 4, "replies")
            call.finish().expect("OK")
    finally:
        for channel in channels:
            client.disconnect(server.target, channel)


@each_peer("{peer} compresses with gzip")
def _(world, peer):
    server, client = server_and_client(world, peer)
    call = client.open(
        server.target, "SayHello", channel="gzip", compression="gzip", name_bytes=5000
    )
    text, outcome = call.read(), call.finish()
    outcome.expect("OK")
    expect(text.startswith("Hello, xxxx"), f"wrong reply: {text}")
    client.disconnect(server.target, "gzip")


# Back-pressure -----------------------------------------------------------------------------------


@each_peer("{peer} subscribes and does not read: the server's memory stays bounded")
def _(world, peer):
    server, client = server_and_client(world, peer)
    before = server.resident_bytes()
    call = client.open(server.target, "Subscribe", name_bytes=TEXT_64_KIB, count=ENDLESS)
    call.read()
    server.wait_idle("while nobody reads")
    world.expect_bounded_memory(before)
    call.cancel()
    call.finish().expect("CANCELLED")


@each_peer("{peer} chats and does not read: the server's memory stays bounded, nothing is lost")
def _(world, peer):
    server, client = server_and_client(world, peer)
    before = server.resident_bytes()
    call = client.open(server.target, "Chat")
    sent, sending = 0, None
    # A library with back-pressure of its own stops taking messages; grpc-js keeps them itself.
    while sent < ONE_CHAT_BYTES // TEXT_64_KIB and (not sending or settles(sending, 0.5)):
        sending = call.later("send", request={"name_bytes": TEXT_64_KIB})
        sent += 1
    server.wait_idle("while nobody reads")
    world.expect_bounded_memory(before)
    for _ in range(sent):
        expect(call.read() is not None, "a reply is missing")
    settle(sending)
    call.half_close()
    expect_equal(call.read(), None, "after the last reply")
    call.finish().expect("OK")


# Graceful end ------------------------------------------------------------------------------------


def refuses(target):
    try:
        Connection(target, preface=False).socket.close()
    except OSError:
        return True
    return False


@each_peer("{peer} is in a chat when SIGTERM comes: the chat ends well, then the server",
           shares_server=False)
def _(world, peer):
    server, client = world.own_server(), world.client(peer)
    call = client.open(server.target, "Chat")
    call.send(name="Ada")
    expect_equal(call.read(), "Hello, Ada", "reply")
    server.terminate()
    wait_until(lambda: refuses(server.target), "new connections are refused after SIGTERM")
    call.send(name="Bob")
    expect_equal(call.read(), "Hello, Bob", "reply after SIGTERM")
    call.half_close()
    call.finish().expect("OK")
    expect_equal(server.wait_end(), 0, "exit code")
    server.expect_no_complaint()
    client.disconnect(server.target)


@each_peer("{peer} has an idle connection when SIGTERM comes: the server exits 0",
           shares_server=False)
def _(world, peer):
    server, client = world.own_server(), world.client(peer)
    client.unary(server.target, name="Ada")[1].expect("OK")
    server.expect_clean_end()
    client.disconnect(server.target)


@each_peer("{peer} has ended endless streams early when SIGTERM comes: nothing holds the server up",
           shares_server=False)
def _(world, peer):
    server, client = world.own_server(), world.client(peer)
    cancelled = client.open(server.target, "Subscribe", name="Ada", count=ENDLESS)
    late = client.open(server.target, "Subscribe", timeout_ms=300, name="Bob", count=ENDLESS)
    expect_equal(cancelled.read(), "Ada #1", "first reply")
    expect_equal(late.read(), "Bob #1", "first reply")
    cancelled.cancel()
    cancelled.finish().expect("CANCELLED")
    late.finish().expect("DEADLINE_EXCEEDED")
    server.expect_clean_end()
    client.disconnect(server.target)


@each_peer("{peer} calls a server that is gone: UNAVAILABLE", shares_server=False)
def _(world, peer):
    server, client = world.own_server(), world.client(peer)
    client.unary(server.target, name="Ada")[1].expect("OK")
    server.expect_clean_end()
    client.unary(server.target, name="Ada", timeout_ms=5000)[1].expect("UNAVAILABLE")
    client.disconnect(server.target)
