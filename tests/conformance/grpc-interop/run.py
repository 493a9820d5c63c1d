#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs gRPC's interop cases: C-core, grpc-go and tern as clients of each other, with and without TLS.

usage: run.py --core DIR --go DIR --tern DIR --credentials DIR [--only NAME]... [--soak COUNT]

Each folder holds the client and the server of one implementation, as scripts/conformance builds
them; that of the credentials holds gRPC's public test authority and server1's certificate. Cases
run beside each other. Prints a line for each, a matrix, and the counts; exits 0 only if all pass.
"""
import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import signal
import socket
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "interop"))

from child import Child, Failure, expect, wait_until  # noqa: E402

PATIENCE = 180  # seconds that a case may take, on a machine that does other things too
SERVER_NAME = "foo.test.google.fr"  # for which server1's certificate holds

# What every implementation has, as grpc-go's interop/interop_test.sh lists it, and pick_first_unary,
# which needs nothing else if there is one server.
BASE = """
    cancel_after_begin cancel_after_first_response channel_soak client_streaming custom_metadata
    empty_stream empty_unary large_unary pick_first_unary ping_pong rpc_soak server_streaming
    special_status_message status_code_and_message timeout_on_sleeping_server unimplemented_method
    unimplemented_service
""".split()
COMPRESSION = """
    client_compressed_streaming client_compressed_unary server_compressed_streaming
    server_compressed_unary
""".split()
EXTRAS = ["half_duplex", "slow_consumer"]  # of C-core's client
LOAD = ["orca_oob", "orca_per_rpc"]

CASES = sorted(BASE + COMPRESSION + EXTRAS + LOAD)
DRAINS = "ends on SIGTERM"  # the row of a tern server, when all its clients have gone


@dataclasses.dataclass
class Implementation:
    """A client and a server."""

    name: str
    client: list
    server: list
    client_cases: set  # that its client has
    server_cases: set  # that its server can pass
    environment: dict
    port: str = ""  # a pattern that finds the port in what its server says; none if it cannot choose


def implementations(options):
    ca = f"--ca_file={options.credentials}/ca.pem"
    certificate = [
        f"--tls_cert_file={options.credentials}/server1.pem",
        f"--tls_key_file={options.credentials}/server1.key",
    ]
    return {
        "core": Implementation(  # its credentials are built in: the same
            "C-core",
            client=[f"{options.core}/interop_client"],
            server=[f"{options.core}/interop_server"],
            client_cases=set(BASE + COMPRESSION + EXTRAS),
            server_cases=set(BASE + COMPRESSION + EXTRAS),
            environment={"GRPC_VERBOSITY": "DEBUG"},
        ),
        "go": Implementation(
            "grpc-go",
            client=[
                f"{options.go}/client", ca,
                # With this it sees reports of load.
                '--service_config_json={"loadBalancingConfig":'
                '[{"test_backend_metrics_load_balancer":{}}]}',
            ],
            server=[f"{options.go}/server", *certificate],
            client_cases=set(BASE + LOAD),
            server_cases=set(BASE + EXTRAS + LOAD),
            environment={"GRPC_GO_LOG_SEVERITY_LEVEL": "info"},
            port=r"server listening on .*:(\d+)$",
        ),
        "tern": Implementation(
            "tern",
            client=[f"{options.tern}/client", ca],
            server=[f"{options.tern}/server", *certificate],
            client_cases=set(CASES),
            server_cases=set(CASES),
            environment={},
            port=r"^listening on .*:(\d+)$",
        ),
    }


# Client and server; what others say to each other is not for us to judge.
PAIRS = [("core", "tern"), ("tern", "core"), ("go", "tern"), ("tern", "go"), ("tern", "tern")]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepts(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A server that listens."""

    def __init__(self, what, tls):
        self.what = what
        for attempt in range(3):  # somebody else may take a port that was free
            port = 0 if what.port else free_port()
            flags = [f"--port={port}"] + (["--use_tls"] if tls else [])
            self.child = Child(what.server + flags, env=what.environment)
            try:
                self.port = port or self.said_port()
                wait_until(lambda: accepts(self.port), f"{what.name}'s server does not listen")
                return
            except Failure:
                self.child.end()
                if attempt == 2:
                    raise

    def said_port(self):
        """What the server says it has chosen, on stdout or stderr."""

        def said():
            lines = self.child.output + self.child.errors
            found = [re.search(self.what.port, line) for line in lines]
            expect(self.child.alive() or any(found), lambda: self.child.describe())
            return next((match for match in found if match), None)

        return int(wait_until(said, f"{self.what.name}'s server does not say its port")[1])


def run_case(client, server, tls, case, soak_count):
    """@raises Failure: with what the client says."""
    flags = [
        "--server_host=127.0.0.1",
        f"--server_port={server.port}",
        f"--test_case={case}",
        f"--soak_iterations={soak_count}",
        # That of one call is bounded by the case's: a machine that is busy is not a failure.
        f"--soak_overall_timeout_seconds={PATIENCE - 10}",
        f"--soak_per_iteration_max_acceptable_latency_ms={(PATIENCE - 10) * 1000}",
    ]
    if tls:
        flags += ["--use_tls", "--use_test_ca", f"--server_host_override={SERVER_NAME}"]
    if tls and client.name == "C-core" and case == "pick_first_unary":
        flags += ["--custom_credentials_type=ssl"]  # here it makes its channel without --use_tls
    child = Child(client.client + flags, env=client.environment)
    try:
        code = child.wait_end(PATIENCE)
        expect(code == 0, lambda: child.describe())
        if client.name == "tern":
            child.expect_no_complaint()
    finally:
        child.end()


@dataclasses.dataclass(frozen=True)
class Run:
    """One case of one client with one server."""

    client: str
    server: str
    tls: bool
    case: str


class Suite:
    def __init__(self, options):
        self.options = options
        self.parts = implementations(options)
        self.results = {}  # of each run: nothing, or what was wrong

    def wanted(self, case):
        return not self.options.only or any(part in case for part in self.options.only)

    def runs(self):
        """Those that take longest first."""
        found = [
            Run(client, server, tls, case)
            for client, server in PAIRS
            for tls in (False, True)
            for case in CASES
            if case in self.parts[client].client_cases & self.parts[server].server_cases
            and self.wanted(case)
        ]
        return sorted(found, key=lambda run: run.case != "slow_consumer")

    def report(self, run, problem, seconds):
        self.results[run] = problem
        client, server = self.parts[run.client].name, self.parts[run.server].name
        security = "TLS" if run.tls else "plaintext"
        print(f"{'FAIL' if problem else 'pass'}  {run.case}, {client} client, {server} server, "
              f"{security} ({seconds:.2f} s)", flush=True)
        if problem:
            print("      " + problem.strip().replace("\n", "\n      "), flush=True)

    def attempt(self, run, function):
        start, problem = time.monotonic(), None
        try:
            function()
        except Failure as failure:
            problem = str(failure)
        except Exception:  # a mistake of the suite is a failure too
            problem = traceback.format_exc()
        self.report(run, problem, time.monotonic() - start)

    def execute(self):
        runs, servers = self.runs(), {}
        try:
            for run in runs:
                place = (run.client, run.server, run.tls)
                if place not in servers:
                    servers[place] = Server(self.parts[run.server], run.tls)
            # A slow consumer waits nearly always: these run beside the others.
            slow = [run for run in runs if run.case == "slow_consumer"]
            with concurrent.futures.ThreadPoolExecutor(len(slow) + (os.cpu_count() or 1)) as pool:
                for run in runs:
                    client, server = self.parts[run.client], servers[run.client, run.server, run.tls]
                    pool.submit(self.attempt, run, lambda client=client, server=server, run=run: (
                        run_case(client, server, run.tls, run.case, self.options.soak)))
            for (client, name, tls), server in servers.items():
                if name == "tern":
                    self.attempt(Run(client, name, tls, DRAINS), server.child.expect_clean_end)
        finally:
            for server in servers.values():
                server.child.end()

    def matrix(self):
        """Each case and each pair: without TLS, and with it."""
        titles = [f"{self.parts[a].name} > {self.parts[b].name}" for a, b in PAIRS]
        print("\nclient > server: plaintext, TLS\n")
        print(" " * 28 + "".join(f"{title:18}" for title in titles).rstrip())
        for case in CASES + [DRAINS]:
            cells = []
            for client, server in PAIRS:
                words = []
                for tls in (False, True):
                    run = Run(client, server, tls, case)
                    if run in self.results:
                        words.append("FAIL" if self.results[run] else "pass")
                cells.append(", ".join(words) or "-")
            print(f"{case:28}" + "".join(f"{cell:18}" for cell in cells).rstrip())


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("core", "go", "tern", "credentials"):
        arguments.add_argument(f"--{name}", required=True, metavar="DIR")
    arguments.add_argument("--only", action="append", metavar="NAME",
                           help="cases whose name contains NAME; may be repeated")
    arguments.add_argument("--soak", type=int, default=50, metavar="COUNT",
                           help="iterations of rpc_soak and channel_soak; default 50")
    suite = Suite(arguments.parse_args())
    if not suite.runs():
        print(f"no case has {' or '.join(suite.options.only)} in its name; there are", *CASES)
        return 2

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # `finally` has to run
    start = time.monotonic()
    try:
        suite.execute()
    except Failure as failure:
        print(f"FAIL  {failure}")
        return 1
    suite.matrix()
    failed = sum(problem is not None for problem in suite.results.values())
    print(f"\n{len(suite.results) - failed} passed, {failed} failed "
          f"in {time.monotonic() - start:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
