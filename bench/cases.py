"""What is measured: the cases, and the ratios with their must and goal."""

from dataclasses import dataclass, field, replace

# Client and server of each configuration, in the order in which a round runs them: what is
# compared stands side by side.
OURS, QUEUE, CALLBACK = ("tern", "tern"), ("tern", "grpc-cq"), ("tern", "grpc-callback")
BY_HAND, RAW = ("tern", "nghttp2"), ("raw", "raw")
GO, RUST = ("tern", "grpc-go"), ("tern", "tonic")
THEIRS_AT_OURS, THEIRS = ("grpc", "tern"), ("grpc", "grpc-cq")
OTHER_PROTOCOL = ("coro_rpc", "coro_rpc")
AWAKE = ("tern-busy", "tern-busy")
OURS_KEPT, QUEUE_KEPT = ("tern", "tern-heap"), ("tern", "grpc-cq-heap")
OURS_TWICE, QUEUE_TWICE = ("tern", "tern-2"), ("tern", "grpc-cq-2")

EVERYBODY = [OURS, QUEUE, CALLBACK, BY_HAND, GO, RUST, THEIRS_AT_OURS, THEIRS,
             ("grpc", "grpc-callback"), OTHER_PROTOCOL, RAW]
# Where the others stand to each other as they do with more and with fewer calls in flight.
NEAREST = [OURS, QUEUE, BY_HAND, THEIRS_AT_OURS, THEIRS, RAW]
SERVERS_ONLY = [OURS, QUEUE, CALLBACK, GO, RUST]


@dataclass(frozen=True)
class Ratio:
    """A figure of one pair by that of another, and where it should be."""
    name: str
    figure: str
    ours: tuple
    theirs: tuple
    goal: tuple | None = None  # sign, must, goal
    bound: tuple | None = None  # a pair whose figure is taken from both first

    def of(self, runs):
        """The ratio in each round. `runs`: pair -> what its client reported, round by round."""
        figures = [[run[self.figure] for run in runs[pair]] for pair in (self.ours, self.theirs)]
        least = ([run[self.figure] for run in runs[self.bound]] if self.bound
                 else [0] * len(figures[0]))
        return [(ours - bound) / (theirs - bound)
                for ours, theirs, bound in zip(*figures, least) if theirs > bound]

    @property
    def pairs(self):
        return [pair for pair in (self.ours, self.theirs, self.bound) if pair]


@dataclass(frozen=True)
class Case:
    """One load on several pairs of client and server."""
    name: str
    load: tuple  # calls in flight, connections
    pairs: list
    ratios: list = field(default_factory=list)
    options: dict = field(default_factory=dict)  # of the client
    tls: bool = False
    unit: str = "call"


def server_cpu(name, goal=None, ours=OURS, theirs=QUEUE):
    return Ratio(name, "server_cpu_us", ours, theirs, goal)


def unary(load, goals=None, pairs=EVERYBODY):
    """Calls of 32 bytes. `goals`: name of a ratio -> sign, must, goal."""
    goals = goals or {}
    ratios = [
        server_cpu("server CPU, tern / gRPC CQ"),
        server_cpu("server CPU, tern / gRPC callback", theirs=CALLBACK),
        server_cpu("server CPU, tern / grpc-go", theirs=GO),
        server_cpu("server CPU, tern / tonic", theirs=RUST),
        server_cpu("server CPU under gRPC's client, tern / gRPC CQ", ours=THEIRS_AT_OURS,
                   theirs=THEIRS),
        server_cpu("server CPU, tern / by hand on nghttp2", theirs=BY_HAND),
        Ratio("client CPU at tern's server, tern / gRPC", "client_cpu_us", OURS, THEIRS_AT_OURS),
        Ratio("calls/s of both ends, tern / gRPC", "calls_per_second", OURS, THEIRS),
        Ratio("p50 of both ends, tern / gRPC", "p50_us", OURS, THEIRS),
        Ratio("calls/s of both ends, tern / coro_rpc", "calls_per_second", OURS, OTHER_PROTOCOL),
        # What no library can get below on this machine: the kernel's part alone.
        Ratio("the bound: server CPU, raw / gRPC CQ", "server_cpu_us", RAW, QUEUE),
        Ratio("the bound: p50 of both ends, raw / gRPC", "p50_us", RAW, THEIRS),
    ]
    if load == (1, 1):
        pairs = [*pairs, AWAKE]
        ratios += [
            Ratio("p50 of both ends, tern with busy polling / gRPC", "p50_us", AWAKE, THEIRS),
            server_cpu("server CPU, tern with busy polling / gRPC CQ", ours=AWAKE),
            Ratio("above the bound: server CPU, tern / gRPC CQ", "server_cpu_us", OURS, QUEUE,
                  bound=RAW),
            Ratio("above the bound: p50 of both ends, tern / gRPC", "p50_us", OURS, THEIRS,
                  bound=RAW)]
    ratios = [replace(each, goal=goals.get(each.name)) for each in ratios]
    plural = "" if load[1] == 1 else "s"
    return Case(f"unary, {load[0]} in flight, {load[1]} connection{plural}", load, pairs, ratios)


def sized(name, data_bytes, load, goal=None, **options):
    """Calls or messages with so many bytes of data."""
    pairs = [OURS, QUEUE, GO, RUST]
    ratios = [server_cpu("server CPU, tern / gRPC CQ", goal),
              server_cpu("server CPU, tern / grpc-go", theirs=GO),
              server_cpu("server CPU, tern / tonic", theirs=RUST)]
    if "method" not in options:
        pairs.append(RAW)
        bound = ("<=", 5.0, 2.5) if data_bytes == 2**20 else None
        ratios.append(server_cpu("server CPU, tern / raw echo", bound, theirs=RAW))
    return Case(name, load, pairs, ratios, {"bytes": data_bytes, **options},
                unit="message" if "method" in options else "call")


def streamed(name, load, goal, **options):
    """Messages of 32 bytes in streams."""
    return Case(name, load, SERVERS_ONLY, [
        server_cpu("server CPU per message, tern / gRPC CQ", goal),
        server_cpu("server CPU per message, tern / gRPC callback", theirs=CALLBACK),
        server_cpu("server CPU per message, tern / grpc-go", theirs=GO),
        server_cpu("server CPU per message, tern / tonic", theirs=RUST)],
        options, unit="message")


def connect(codec, http):
    client = "tern-json" if codec == "json" else "tern"
    ours, theirs = (client, "tern-json"), (client, "connect-go")
    return Case(f"Connect, {codec}, HTTP/{http}, 64 in flight, 8 connections", (64, 8),
                [ours, theirs],
                [server_cpu("server CPU, tern / connect-go", ours=ours, theirs=theirs)],
                {"protocol": "connect", "codec": codec, "http": http})


def threads(load):
    """Servers with two threads: what they cost each other, as there are but two cores for all."""
    return Case(f"unary, server with 2 threads, {load[0]} in flight, {load[1]} connections", load,
                [OURS, OURS_TWICE, QUEUE, QUEUE_TWICE],
                [server_cpu("server CPU, tern / gRPC CQ", ours=OURS_TWICE, theirs=QUEUE_TWICE),
                 server_cpu("server CPU, tern, 2 threads / 1", ours=OURS_TWICE, theirs=OURS),
                 server_cpu("server CPU, gRPC CQ, 2 threads / 1", ours=QUEUE_TWICE, theirs=QUEUE)])


def connections(count):
    """As many calls in flight as connections, each idle while it waits."""
    return Case(f"unary, {count} in flight, {count} connections", (count, count),
                [OURS, QUEUE, CALLBACK, GO, RUST],
                [server_cpu("server CPU, tern / gRPC CQ"),
                 server_cpu("server CPU, tern / tonic", theirs=RUST)])


CASES = [
    unary((1, 1), {
        "server CPU, tern / gRPC CQ": ("<=", 0.45, 0.35),
        "p50 of both ends, tern / gRPC": ("<=", 0.55, 0.45),
        "calls/s of both ends, tern / coro_rpc": (">=", 1.0, 1.0)}),
    unary((64, 1), {
        "server CPU, tern / gRPC CQ": ("<=", 0.20, 0.14),
        "server CPU under gRPC's client, tern / gRPC CQ": ("<=", 0.65, 0.50),
        "server CPU, tern / by hand on nghttp2": ("<=", 1.4, 1.2),
        "client CPU at tern's server, tern / gRPC": ("<=", 0.20, 0.14),
        "calls/s of both ends, tern / gRPC": (">=", 4.0, 5.0),
        "calls/s of both ends, tern / coro_rpc": (">=", 2.0, 2.0)}),
    unary((256, 1), pairs=NEAREST),
    unary((8, 8), pairs=NEAREST),
    unary((64, 8)),
    unary((256, 8), pairs=NEAREST),
    threads((256, 8)),
    Case("unary with 8 entries of metadata, 64 in flight, 1 connection", (64, 1), SERVERS_ONLY,
         [server_cpu("server CPU, tern / gRPC CQ"),
          server_cpu("server CPU, tern / tonic", theirs=RUST)], {"metadata": 8}),
    Case("unary with a deadline, 64 in flight, 1 connection", (64, 1), SERVERS_ONLY,
         [server_cpu("server CPU, tern / gRPC CQ"),
          server_cpu("server CPU, tern / tonic", theirs=RUST)], {"timeout": 10}),
    Case("unary over TLS, 1 in flight, 1 connection", (1, 1), [OURS, QUEUE, CALLBACK],
         [server_cpu("server CPU, tern / gRPC CQ")], tls=True),
    Case("unary over TLS, 64 in flight, 1 connection", (64, 1), [OURS, QUEUE, CALLBACK],
         [server_cpu("server CPU, tern / gRPC CQ")], tls=True),
    streamed("server stream, 1 stream", (1, 1), ("<=", 0.05, 0.02), method="Repeat",
             messages=1000),
    streamed("client stream, 1 stream", (1, 1), None, method="Collect", messages=1000),
    streamed("ping-pong, 1 stream", (1, 1), ("<=", 0.65, 0.55), method="Chat"),
    streamed("ping-pong, 64 streams", (64, 1), ("<=", 0.20, 0.12), method="Chat"),
    sized("unary of 1 KiB, 64 in flight", 2**10, (64, 1)),
    sized("unary of 64 KiB, 1 in flight", 2**16, (1, 1)),
    sized("unary of 1 MiB, 1 in flight", 2**20, (1, 1), ("<=", 0.6, 0.4)),
    Case("unary of 1 MiB, 1 in flight, heaps that keep blocks", (1, 1), [OURS_KEPT, QUEUE_KEPT],
         [server_cpu("server CPU, tern / gRPC CQ", ours=OURS_KEPT, theirs=QUEUE_KEPT)],
         {"bytes": 2**20}),
    sized("download of 64 KiB messages", 2**16, (1, 1), method="Repeat", messages=32),
    sized("download of 1 MiB messages", 2**20, (1, 1), method="Repeat", messages=4),
    sized("upload of 64 KiB messages", 2**16, (1, 1), method="Collect", messages=32),
    sized("upload of 1 MiB messages", 2**20, (1, 1), method="Collect", messages=4),
    connect("proto", 2), connect("proto", 1), connect("json", 2), connect("json", 1),
    connections(100), connections(1000),
]
