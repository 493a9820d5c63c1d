# SPDX-License-Identifier: MIT
"""What the cases run with: the tern programs of a build, and foreign peers prepared beside them."""
import fcntl
import hashlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from child import Child, Failure, expect, wait_until
from foreign_client import ForeignClient

HERE = pathlib.Path(__file__).resolve().parent
PROTO = HERE.parent.parent / "examples" / "greeter.proto"
PYTHON = "/usr/bin/python3"  # the one that sees the packages of the system
GRPC_PYTHON_PLUGIN = "grpc_python_plugin"

INSTALL_PYTHON = (
    "apt-get install protobuf-compiler protobuf-compiler-grpc python3-protobuf python3-grpcio"
)
INSTALL_NODE = "apt-get install nodejs npm (and reach a registry of npm packages once)"
BUILD = "build the examples of this build folder first"

PEERS = ("grpcio", "grpc-js")

# How much one bad or slow peer may cost, and how much more of everything a sanitizer takes.
MEMORY_BOUND_BYTES = 48 << 20
SANITIZER_FACTOR = 8


def run(argv, cwd=None):
    """Runs a tool of the preparation; its output only matters if it fails."""
    done = subprocess.run(
        [str(word) for word in argv], cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=120,
    )
    if done.returncode != 0:
        raise Failure(f"{argv[0]} failed with {done.returncode}: {done.stdout[-800:].strip()}")
    return done.stdout


def make_certificates(folder):
    """An authority and what it signs for a server and a client, valid for a day."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    run(["openssl", "req", "-x509", *key, "-subj", "/CN=tern interop", "-keyout", folder / "ca.key",
         "-out", folder / "ca.pem"])
    for name, alternative in (
        ("server", "DNS:localhost,IP:127.0.0.1"), ("client", "URI:spiffe://example.org/client"),
    ):
        run(["openssl", "req", "-x509", *key, "-subj", f"/CN={name}", "-CA", folder / "ca.pem",
             "-CAkey", folder / "ca.key", "-addext", f"subjectAltName={alternative}",
             "-addext", "basicConstraints=critical,CA:FALSE",
             "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"])


def digest(*paths):
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


class World:
    """Starts processes on demand, shares what can be shared, and ends all of them."""

    def __init__(self, build_dir):
        self.build_dir = pathlib.Path(build_dir).resolve()
        self.folder = self.build_dir / "interop"
        self.prepared = {}
        self.children = []
        self.clients = {}
        self.foreign_servers = {}
        self.shared = None
        self.baseline = None
        self.connected = set()
        self.certificates = None

    # Preparation ---------------------------------------------------------------------------------

    def prepare(self, peer):
        """Makes the peer ready once; the same failure again for every case that needs it."""
        if peer not in self.prepared:
            self.folder.mkdir(parents=True, exist_ok=True)
            with open(self.folder / f"{peer}.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # two runs in one build folder take turns
                try:
                    {"grpcio": self._prepare_grpcio, "grpc-js": self._prepare_grpc_js}[peer]()
                    self.prepared[peer] = None
                except Failure as failure:
                    self.prepared[peer] = str(failure)
        if self.prepared[peer]:
            raise Failure(self.prepared[peer])

    def _up_to_date(self, stamp, wanted, make):
        """Calls `make()` unless `stamp` says that this was done for the same input."""
        if not stamp.exists() or stamp.read_text() != wanted:
            stamp.unlink(missing_ok=True)
            make()
            stamp.write_text(wanted)

    def _prepare_grpcio(self):
        found = os.path.exists(PYTHON) and subprocess.run(
            [PYTHON, "-c", "import grpc, google.protobuf"], stderr=subprocess.DEVNULL
        ).returncode == 0
        plugin = shutil.which(GRPC_PYTHON_PLUGIN)
        expect(
            found and plugin and shutil.which("protoc"),
            f"the grpcio peer is not installed: {INSTALL_PYTHON}",
        )
        folder = self.folder / "python"

        def generate():
            folder.mkdir(exist_ok=True)
            run(["protoc", f"--plugin=protoc-gen-grpc_python={plugin}", f"-I{PROTO.parent}",
                 f"--python_out={folder}", f"--grpc_python_out={folder}", PROTO])

        self._up_to_date(folder / "stamp", digest(PROTO), generate)

    def _prepare_grpc_js(self):
        expect(
            shutil.which("node") and shutil.which("npm"),
            f"the grpc-js peer is not installed: {INSTALL_NODE}",
        )
        folder = self.folder / "node"
        manifests = [HERE / "node" / name for name in ("package.json", "package-lock.json")]

        def install():
            folder.mkdir(exist_ok=True)
            for manifest in manifests:
                shutil.copy(manifest, folder)
            try:
                run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                     "--prefer-offline"], cwd=folder)
            except (Failure, subprocess.TimeoutExpired) as problem:
                raise Failure(f"grpc-js did not install: {INSTALL_NODE}; {problem}") from None

        self._up_to_date(folder / "stamp", digest(*manifests), install)

    def tls_folder(self):
        """ca.pem, and server and client .pem and .key, made for this run."""
        if self.certificates is None:
            expect(shutil.which("openssl"), "openssl is not installed: apt-get install openssl")
            self.certificates = tempfile.TemporaryDirectory(prefix="tern-interop-")
            make_certificates(pathlib.Path(self.certificates.name))
        return pathlib.Path(self.certificates.name)

    def program(self, peer, script):
        """The command line and environment of a script of this folder."""
        self.prepare(peer)
        if peer == "grpcio":
            environment = {
                "TERN_TLS": str(self.tls_folder()),
                "PYTHONPATH": str(self.folder / "python"),
                "PYTHONPYCACHEPREFIX": str(self.folder / "pycache"),
            }
            return [PYTHON, HERE / "python" / f"{script}.py"], environment
        environment = {
            "TERN_TLS": str(self.tls_folder()),
            "NODE_PATH": str(self.folder / "node" / "node_modules"),
            "TERN_GREETER_PROTO": str(PROTO),
        }
        return ["node", HERE / "node" / f"{script}.js"], environment

    def binary(self, name):
        path = self.build_dir / "examples" / name
        expect(path.exists(), f"{path} does not exist: {BUILD}")
        return path

    # Processes -----------------------------------------------------------------------------------

    def start(self, *arguments, **options):
        child = Child(*arguments, **options)
        self.children.append(child)
        return child

    def _listening(self, child):
        child.target = child.wait_line(r"^listening on (\S+:\d+)$").group(1)
        return child

    def own_server(self):
        """A fresh greeter_server, for the cases that end it."""
        listen = ["--listen", "127.0.0.1:0"]
        return self._listening(self.start([self.binary("greeter_server"), *listen]))

    def own_tls_server(self, mutual=False):
        """A fresh greeter_server with TLS."""
        folder = self.tls_folder()
        argv = [self.binary("greeter_server"), "--listen", "127.0.0.1:0",
                "--certificate", folder / "server.pem", "--key", folder / "server.key"]
        if mutual:
            argv += ["--client-ca", folder / "ca.pem"]
        return self._listening(self.start(argv))

    def server(self):
        """The greeter_server that the cases share."""
        if self.shared is None or not self.shared.alive():
            self.shared, self.baseline = self.own_server(), None
            self.connected.clear()
        return self.shared

    def client(self, peer):
        """The client program of a foreign library, shared."""
        if peer not in self.clients or not self.clients[peer].child.alive():
            argv, environment = self.program(peer, "driver")
            self.clients[peer] = ForeignClient(peer, argv, environment)
            self.children.append(self.clients[peer].child)
        return self.clients[peer]

    def own_foreign_server(self, peer, *arguments):
        argv, environment = self.program(peer, "server")
        return self._listening(self.start([*argv, *arguments], environment))

    def foreign_server(self, peer):
        """The greeter of a foreign library, shared."""
        server = self.foreign_servers.get(peer)
        if server is None or not server.alive():
            server = self.foreign_servers[peer] = self.own_foreign_server(peer)
        return server

    def odd_server(self):
        """The bare HTTP/2 server, shared. Needs no package, only node."""
        if "http2" not in self.foreign_servers:
            expect(shutil.which("node"), f"node is not installed: {INSTALL_NODE}")
            argv = ["node", HERE / "node" / "http2_server.js"]
            self.foreign_servers["http2"] = self._listening(self.start(argv))
        return self.foreign_servers["http2"]

    def greeter_client(self, target, *arguments):
        """Starts `greeter_client --target TARGET ARGUMENTS`."""
        return self.start([self.binary("greeter_client"), "--target", target, *arguments])

    # Health of the shared server -----------------------------------------------------------------

    def good_call(self):
        """grpcio gets its greeting from the shared server."""
        text, outcome = self.client("grpcio").unary(self.server().target, name="Ada")
        outcome.expect("OK")
        expect(text == "Hello, Ada", lambda: f"a good call is answered with {text!r}")

    def expect_healthy(self):
        """The shared server answers, and has closed what the case has opened."""
        server = self.shared
        expect(server.alive(), lambda: f"the server died: {server.describe()}")
        server.expect_no_complaint()
        if self.baseline is None:
            return
        self.good_call()
        expect(server is self.shared, "the server was replaced")
        wait_until(
            lambda: server.fd_count() <= self.baseline,
            f"the server closes what it no longer needs (had {self.baseline} descriptors, "
            f"now {server.fd_count()})",
        )

    def expect_bounded_memory(self, before):
        """The shared server has not grown beyond bounds since it had `before` resident bytes."""
        grown = self.shared.resident_bytes() - before
        program = self.binary("greeter_server").read_bytes()
        sanitized = b"__asan_init" in program or b"__tsan_init" in program
        bound = MEMORY_BOUND_BYTES * (SANITIZER_FACTOR if sanitized else 1)
        expect(grown < bound, f"the server grew by {grown} bytes, bound is {bound}")

    def note_baseline(self, peer="grpcio"):
        """Remembers how many descriptors the shared server needs while nothing goes on.

        Each peer keeps one connection of its own from its first case on.
        """
        server = self.server()
        if self.baseline is None or peer not in self.connected:
            self.good_call()
            self.client(peer).unary(server.target, name="Ada")
            self.connected.add(peer)
            self.baseline = server.fd_count()

    def start_over(self):
        """Ends everything that is shared, so that a failed case does not spoil the next."""
        self.end()
        self.children.clear()
        self.clients.clear()
        self.foreign_servers.clear()
        self.shared = None

    def end(self):
        for child in self.children:
            child.end()


def closed_port():
    """A socket that owns a port without listening on it, and its HOST:PORT."""
    owner = socket.socket()
    owner.bind(("127.0.0.1", 0))
    return owner, f"127.0.0.1:{owner.getsockname()[1]}"
