# SPDX-License-Identifier: MIT
"""greeter_server and greeter_client with TLS, and peers of other libraries at the other end."""
from cases import case, each_peer
from child import expect, expect_equal
from tern_calls import expect_failure, expect_printed
from world import run


def tls_arguments(world, mutual=False):
    """The options of a greeter_client that trusts the authority of this run."""
    folder = world.tls_folder()
    shown = ["--certificate", folder / "client.pem", "--key", folder / "client.key"]
    return ["--ca", folder / "ca.pem", *(shown if mutual else [])]


def expect_four_kinds_of_call(client, target):
    text, outcome = client.unary(target, name="Ada")
    outcome.expect("OK")
    expect_equal(text, "Hello, Ada", "reply")
    expect_equal(client.open(target, "Subscribe", name="Ada", count=2).read_all(),
                 ["Ada #1", "Ada #2"], "replies")
    call = client.open(target, "GreetAll")
    for name in ("Ada", "Bob"):
        call.send(name=name)
    call.half_close()
    expect_equal(call.read(), "Hello, Ada and Bob", "reply")
    call = client.open(target, "Chat")
    for name in ("Ada", "Bob"):
        call.send(name=name)
        expect_equal(call.read(), f"Hello, {name}", "reply")
    call.half_close()
    expect_equal(call.read(), None, "after the last reply")
    call.finish().expect("OK")


# A tern server -----------------------------------------------------------------------------------


@each_peer("{peer} makes all four kinds of call over TLS", shares_server=False)
def _(world, peer):
    server = world.own_tls_server()
    expect_four_kinds_of_call(world.client(peer), "https://" + server.target)
    server.expect_clean_end()


@each_peer("{peer} makes all four kinds of call with a certificate of its own",
           shares_server=False)
def _(world, peer):
    server = world.own_tls_server(mutual=True)
    expect_four_kinds_of_call(world.client(peer), "mtls://" + server.target)
    server.expect_clean_end()


@each_peer("{peer} sends a megabyte over TLS", shares_server=False)
def _(world, peer):
    server = world.own_tls_server()
    call = world.client(peer).open("https://" + server.target, "SayHello", name_bytes=1 << 20)
    expect_equal(call.read_reply().get("text_bytes"), (1 << 20) + len("Hello, "), "bytes")
    call.finish().expect("OK")
    server.expect_clean_end()


@each_peer("{peer} without a certificate is refused by a server that asks for one",
           shares_server=False)
def _(world, peer):
    server = world.own_tls_server(mutual=True)
    _, outcome = world.client(peer).unary("https://" + server.target, name="Ada")
    outcome.expect("UNAVAILABLE")
    server.expect_clean_end()


@each_peer("{peer} without TLS fails with a server that has TLS", shares_server=False)
def _(world, peer):
    server = world.own_tls_server()
    _, outcome = world.client(peer).unary(server.target, name="Ada", timeout_ms=5000)
    outcome.expect("UNAVAILABLE")
    server.expect_clean_end()


@case("OpenSSL's client that offers no HTTP is refused with an alert", shares_server=False)
def _(world):
    server = world.own_tls_server()
    command = ("openssl s_client -connect {} -CAfile {} {} < /dev/null 2>&1; true")
    for offer, wanted in (
        ("-alpn h2", "ALPN protocol: h2"), ("-alpn http/1.1", "ALPN protocol: http/1.1"),
        ("-alpn spdy/3", "alert number 120"),
        ("", "No ALPN negotiated"), ("-alpn h2 -tls1_1", "alert"),
    ):
        ca = world.tls_folder() / "ca.pem"
        output = run(["sh", "-c", command.format(server.target, ca, offer)])
        expect(wanted in output, lambda: f"with {offer!r} s_client says {output[-600:]}")
    server.expect_clean_end()


# A tern client -----------------------------------------------------------------------------------


@each_peer("greeter_client makes all four kinds of call to {peer} over TLS", shares_server=False)
def _(world, peer):
    server = world.own_foreign_server(peer, "--tls")
    target = "https://" + server.target
    trusted = tls_arguments(world)
    for arguments, lines in (
        (["say-hello", "Ada"], ["Hello, Ada"]),
        (["subscribe", "Ada"], ["Ada #1", "Ada #2", "Ada #3"]),
        (["greet-all", "Ada", "Bob"], ["Hello, Ada and Bob"]),
        (["chat", "Ada", "Bob"], ["Hello, Ada", "Hello, Bob"]),
        (["say-hello", "peer:large"], ["x" * (3 << 20)]),
    ):
        expect_printed(world.greeter_client(target, *trusted, *arguments), *lines)


@each_peer("greeter_client shows its certificate to {peer}", shares_server=False)
def _(world, peer):
    target = "https://" + world.own_foreign_server(peer, "--mtls").target
    mutual = tls_arguments(world, mutual=True)
    expect_printed(world.greeter_client(target, *mutual, "say-hello", "Ada"), "Hello, Ada")
    client = world.greeter_client(target, *tls_arguments(world), "say-hello", "Ada")
    expect_failure(client, "UNAVAILABLE")


@each_peer("greeter_client does not talk to a {peer} that it does not trust", shares_server=False)
def _(world, peer):
    target = "https://" + world.own_foreign_server(peer, "--tls").target
    message = expect_failure(world.greeter_client(target, "say-hello", "Ada"), "UNAVAILABLE")
    expect("which is not trusted" in message, f"the message is {message!r}")
    wrong_name = [*tls_arguments(world), "--server-name", "example.com"]
    client = world.greeter_client(target, *wrong_name, "say-hello", "Ada")
    message = expect_failure(client, "UNAVAILABLE")
    expect("holds for localhost, 127.0.0.1, not for example.com" in message,
           f"the message is {message!r}")


@each_peer("greeter_client asks {peer} for TLS, which it does not speak", shares_server=False)
def _(world, peer):
    target = "https://" + world.foreign_server(peer).target
    client = world.greeter_client(target, *tls_arguments(world), "say-hello", "Ada")
    message = expect_failure(client, "UNAVAILABLE")
    expect("speak TLS on this port" in message, f"the message is {message!r}")
