"""The programs that are measured: how servers start and end, and how a client reports."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import Failure

# Of tern's programs that look for more to do before they sleep: microseconds.
BUSY_POLL = ["--busy-poll", "50"]

# What each is called, and where it is found: in the build, or beside it with the peers of others.
SERVERS = {
    "tern": ["tern_server"],
    "tern-json": ["tern_json_server"],
    "tern-2": ["tern_server", "--threads", "2"],
    "tern-busy": ["tern_server", *BUSY_POLL],
    "tern-heap": ["tern_server"],
    "tern-compiled": ["tern_server_compiled"],
    "tern-methods": ["methods_server"],
    "grpc-cq-heap": ["grpc_server", "--mode", "cq"],
    "grpc-cq-2": ["grpc_server", "--mode", "cq", "--threads", "2"],
    "grpc-cq": ["grpc_server", "--mode", "cq"],
    "grpc-callback": ["grpc_server", "--mode", "callback"],
    "grpc-go": ["go_server", "-mode", "grpc"],
    "connect-go": ["go_server", "-mode", "connect"],
    "tonic": ["tonic_server"],
    "coro_rpc": ["coro_rpc_server"],
    "nghttp2": ["nghttp2_server"],
    "raw": ["raw_server"],
}
CLIENTS = {
    "tern": ["tern_client"],
    "tern-json": ["tern_json_client"],
    "tern-busy": ["tern_client", *BUSY_POLL],
    "tern-compiled": ["tern_client_compiled"],
    "grpc": ["grpc_client"],
    "coro_rpc": ["coro_rpc_client"],
    "raw": ["raw_client"],
}

# Of servers whose heap does not give long blocks back to the system.
KEEPS_BLOCKS = ("glibc.malloc.trim_threshold=1073741824:"
                "glibc.malloc.mmap_threshold=1073741824")
ENVIRONMENT = {kind: {"GLIBC_TUNABLES": KEEPS_BLOCKS} for kind in ("tern-heap", "grpc-cq-heap")}

SERVER_CORE, CLIENT_CORE = 0, 1
# Servers with more threads than one core has use; one of these is the client's.
ON_BOTH_CORES = ("tern-2", "grpc-cq-2")


def pinned(*cores):
    """For Popen: keeps the child on these cores, if there are enough of them."""
    if (os.cpu_count() or 1) < 2 or not hasattr(os, "sched_setaffinity"):
        return None
    return lambda: os.sched_setaffinity(0, cores)


class Programs:
    """Where the programs are, and what they share: a certificate for TLS."""

    def __init__(self, *folders):
        self.folders = [Path(folder).resolve() for folder in folders]
        self._scratch = tempfile.TemporaryDirectory()
        self.certificate = Path(self._scratch.name) / "server.pem"
        self.key = Path(self._scratch.name) / "server.key"

    def path(self, name):
        """Where the program `name` is, or None."""
        found = [folder / name for folder in self.folders if (folder / name).is_file()]
        return found[0] if found else None

    def has_server(self, kind):
        return self.path(SERVERS[kind][0]) is not None

    def has_client(self, kind):
        return self.path(CLIENTS[kind][0]) is not None

    def has(self, pair):
        return self.has_client(pair[0]) and self.has_server(pair[1])

    def server_command(self, kind, tls=False):
        command = [str(self.path(SERVERS[kind][0])), *SERVERS[kind][1:]]
        if tls:
            self._make_certificate()
            command += ["--tls", str(self.certificate), str(self.key)]
        return command

    def _make_certificate(self):
        if self.certificate.exists():
            return
        done = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-keyout", str(self.key), "-out",
             str(self.certificate)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(done.stderr)


class Server:
    """A server process, from its first word until SIGTERM."""

    def __init__(self, programs, kind, under=(), tls=False):
        command = [*under, *programs.server_command(kind, tls)]
        environment = {**os.environ, "GOMAXPROCS": "1", **ENVIRONMENT.get(kind, {})}
        self.kind, self.tls = kind, tls
        cores = (SERVER_CORE, CLIENT_CORE) if kind in ON_BOTH_CORES else (SERVER_CORE,)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                        env=environment, preexec_fn=pinned(*cores))
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            self.stop()
            raise Failure(f"{command[0]} did not start")
        self.target = line.removeprefix("listening on ").strip()

    @property
    def resident_bytes(self):
        """The memory of the process that is in use."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Servers:
    """Servers that stay up until all is measured, started when they are first asked for."""

    def __init__(self, programs):
        self._programs = programs
        self._running = {}
        self._stack = contextlib.ExitStack()

    def get(self, kind, tls=False):
        if (kind, tls) not in self._running:
            self._running[kind, tls] = self._stack.enter_context(
                Server(self._programs, kind, tls=tls))
        return self._running[kind, tls]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()


def client_command(programs, client, server, load, options):
    program, *words = CLIENTS[client]
    command = [str(programs.path(program)), *words, "--target", server.target,
               "--in-flight", str(load[0]), "--connections", str(load[1]),
               "--server-pid", str(server.process.pid)]
    if server.tls:
        command += ["--ca", str(programs.certificate)]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    return command


def checked(report, who):
    """A report in which no reply is lost or wrong."""
    if report["correct"] != report["started"] or report["wrong"] or not report["measured"]:
        raise Failure(f"{who}: lost or wrong replies: {report}")
    return report


def call(programs, client, server, load, under=(), patience=60, **options):
    """Runs a client to its end and returns what it reports."""
    command = [*under, *client_command(programs, client, server, load, options)]
    who = f"{client} client at {server.kind}, {load[0]} in flight on {load[1]}, {options}"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience,
                              preexec_fn=pinned(CLIENT_CORE))
    except subprocess.TimeoutExpired as late:
        raise Failure(f"{who}: calls without an end") from late
    if done.returncode != 0:
        raise Failure(f"{who}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return checked(json.loads(done.stdout), who)


@contextlib.contextmanager
def holding(programs, server, load, **options):
    """tern's client with a call on everything that it has opened, and all of it still open."""
    command = client_command(programs, "tern", server, load,
                             {**options, "calls": load[0], "hold": 1})
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          preexec_fn=pinned(CLIENT_CORE)) as process:
        if process.stdout.readline() != "holding\n":
            raise Failure(f"tern client at {server.kind}, {load}: not all could be held open")
        yield
        process.stdin.close()
        checked(json.loads(process.stdout.read()), f"tern client at {server.kind}")
    if process.returncode != 0:
        raise Failure(f"tern client at {server.kind}: exit code {process.returncode}")


# What has to be said for a peer to be built.
NEEDS = {"coro_rpc": "--yalantinglibs DIR"}


def missing(programs):
    """What cannot be measured here, said once."""
    absent = [f"{kind} ({NEEDS[kind]})" if kind in NEEDS else kind
              for kind in SERVERS if not programs.has_server(kind)]
    if absent:
        print(f"not here, and left out: {', '.join(absent)}")
