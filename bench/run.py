#!/usr/bin/env python3
"""Measures unary calls of 32 bytes: tern against gRPC C++, and against the least that is possible.

    bench/run.py                      builds what is needed, then measures for about four minutes
    bench/run.py --rounds 9           more rounds than 5, for a narrower spread
    bench/run.py --loads 1x1,64x1     only these: calls in flight, x, connections
    bench/run.py --instructions       user instructions and allocations per call, with valgrind
    bench/run.py --syscalls           system calls per call, with strace
    bench/run.py --smoke              0.1 s of tern against tern; only counts, no figures
    --json FILE                       keeps all that was measured
    --programs DIR                    runs what is built there in place of building

A lost or wrong reply is a failure: exit code 1. No figure is. docs/performance.md explains them.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from figures import Profile, exactly, spread, verdict
from machine import Failure, build, keep, machine, print_machine, progress

SERVERS = {
    "tern": ["tern_server"],
    "grpc-cq": ["grpc_server", "--mode", "cq"],
    "grpc-callback": ["grpc_server", "--mode", "callback"],
    "nghttp2": ["nghttp2_server"],
    "raw": ["raw_server"],
}
CLIENTS = {"tern": "tern_client", "grpc": "grpc_client", "raw": "raw_client"}

# Client and server of each configuration, in the order in which a round runs them: what is
# compared stands side by side.
PAIRS = [
    ("tern", "tern"), ("tern", "grpc-cq"), ("tern", "grpc-callback"), ("tern", "nghttp2"),
    ("grpc", "tern"), ("grpc", "grpc-cq"), ("grpc", "grpc-callback"),
    ("raw", "raw"),
]

LOADS = [(1, 1), (64, 1), (256, 1), (8, 8), (64, 8), (256, 8)]

# What is divided by what: a figure, and two pairs of client and server.
RATIOS = {
    "server CPU, tern / gRPC CQ": ("server_cpu_us", ("tern", "tern"), ("tern", "grpc-cq")),
    "server CPU, tern / gRPC callback": (
        "server_cpu_us", ("tern", "tern"), ("tern", "grpc-callback")),
    "server CPU under gRPC's client, tern / gRPC CQ": (
        "server_cpu_us", ("grpc", "tern"), ("grpc", "grpc-cq")),
    "server CPU, tern / by hand on nghttp2": (
        "server_cpu_us", ("tern", "tern"), ("tern", "nghttp2")),
    "client CPU at tern's server, tern / gRPC": (
        "client_cpu_us", ("tern", "tern"), ("grpc", "tern")),
    "calls/s of both ends, tern / gRPC": (
        "calls_per_second", ("tern", "tern"), ("grpc", "grpc-cq")),
    "p50 of both ends, tern / gRPC": ("p50_us", ("tern", "tern"), ("grpc", "grpc-cq")),
    # What no library can get below on this machine: the kernel's part alone.
    "the bound: server CPU, raw / gRPC CQ": ("server_cpu_us", ("raw", "raw"), ("tern", "grpc-cq")),
    "the bound: p50 of both ends, raw / gRPC": ("p50_us", ("raw", "raw"), ("grpc", "grpc-cq")),
}

# Must and goal, where there are any.
GOALS = {
    ("server CPU, tern / gRPC CQ", (1, 1)): ("<=", 0.45, 0.35),
    ("server CPU, tern / gRPC CQ", (64, 1)): ("<=", 0.20, 0.14),
    ("server CPU under gRPC's client, tern / gRPC CQ", (64, 1)): ("<=", 0.65, 0.50),
    ("server CPU, tern / by hand on nghttp2", (64, 1)): ("<=", 1.4, 1.2),
    ("client CPU at tern's server, tern / gRPC", (64, 1)): ("<=", 0.20, 0.14),
    ("calls/s of both ends, tern / gRPC", (64, 1)): (">=", 4.0, 5.0),
    ("p50 of both ends, tern / gRPC", (1, 1)): ("<=", 0.55, 0.45),
}
INSTRUCTION_GOAL = ("<=", 0.32, 0.26)  # of tern's server, as a share of gRPC's

# Of everyone else, in cores, beyond which a run is done again.
DISTURBED_CORES = 0.12
# Between the rounds of one load, for raw/raw: beyond it the machine changed, not the programs.
DRIFT = 1.3

SERVER_CORE, CLIENT_CORE = 0, 1


def pinned(core):
    """For Popen: keeps the child on one core, if there are enough of them."""
    if (os.cpu_count() or 1) < 2 or not hasattr(os, "sched_setaffinity"):
        return None
    return lambda: os.sched_setaffinity(0, {core})


class Server:
    """A server process, from its first word until SIGTERM."""

    def __init__(self, programs, kind, under=()):
        command = [*under, str(programs / SERVERS[kind][0]), *SERVERS[kind][1:]]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(SERVER_CORE))
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            self.stop()
            raise Failure(f"{command[0]} did not start")
        self.target = line.removeprefix("listening on ").strip()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def call(programs, client, server, load, under=(), timeout=60, **options):
    """Runs a client to its end and returns what it reports."""
    command = [*under, str(programs / CLIENTS[client]), "--target", server.target,
               "--in-flight", str(load[0]), "--connections", str(load[1]),
               "--server-pid", str(server.process.pid)]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout,
                              preexec_fn=pinned(CLIENT_CORE))
    except subprocess.TimeoutExpired as late:
        raise Failure(f"{client} client, {load[0]}x{load[1]}: calls without an end") from late
    if done.returncode != 0:
        raise Failure(f"{client} client, {load[0]}x{load[1]}: exit code {done.returncode}\n"
                      f"{done.stdout}{done.stderr}")
    report = json.loads(done.stdout)
    if report["correct"] != report["started"] or report["wrong"] or not report["measured"]:
        raise Failure(f"{client} client, {load[0]}x{load[1]}: lost or wrong replies: {report}")
    return report


def present(programs, pairs):
    """Those pairs whose programs have been built."""
    there = [pair for pair in pairs if (programs / CLIENTS[pair[0]]).exists()
             and (programs / SERVERS[pair[1]][0]).exists()]
    if len(there) < len(pairs):
        print("without gRPC C++: its development packages are not installed")
    return there


def least_disturbed(measure, retries):
    """Measures until nobody disturbs, or patience ends; returns the quietest run."""
    best = None
    for _ in range(retries + 1):
        run = measure()
        if best is None or run["others_cores"] < best["others_cores"]:
            best = run
        if best["others_cores"] <= DISTURBED_CORES:
            break
    return best


def measure_load(programs, servers, pairs, load, options):
    """All rounds of one load: pair -> list of runs."""
    runs = {pair: [] for pair in pairs}
    for round_number in range(options.rounds):
        for pair in pairs:
            runs[pair].append(least_disturbed(
                lambda: call(programs, pair[0], servers[pair[1]], load,
                             warm_up=options.warm_up, seconds=options.seconds),
                options.retries))
        progress(f"{load[0]} in flight, {load[1]} connections: round {round_number + 1} of "
                 f"{options.rounds}")
    progress("")
    return runs


def print_load(load, runs):
    plural = "" if load[1] == 1 else "s"
    print(f"\n{load[0]} in flight, {load[1]} connection{plural}")
    print(f"  {'client':8}{'server':15}{'calls/s':>10}{'p50 us':>9}{'p99 us':>9}"
          f"{'client us':>11}{'server us':>11}   server min..max   others")
    for (client, server), all_runs in runs.items():
        def of(name):
            return statistics.median(run[name] for run in all_runs)
        cpu = spread([run["server_cpu_us"] for run in all_runs])
        others = max(run["others_cores"] for run in all_runs)
        disturbed = " *" if others > DISTURBED_CORES else ""
        print(f"  {client:8}{server:15}{of('calls_per_second'):10.0f}{of('p50_us'):9.1f}"
              f"{of('p99_us'):9.1f}{of('client_cpu_us'):11.2f}{of('server_cpu_us'):11.2f}"
              f"   {cpu['min']:6.2f}..{cpu['max']:<6.2f}  {others:7.2f}{disturbed}")


def ratios_of(load, runs):
    """Name of a ratio -> its spread over the rounds."""
    found = {}
    for name, (figure, ours, theirs) in RATIOS.items():
        if ours in runs and theirs in runs:
            found[name] = spread([a[figure] / b[figure]
                                  for a, b in zip(runs[ours], runs[theirs])])
    return found


def print_ratios(load, ratios):
    for name, ratio in ratios.items():
        print(f"  {name:48}{ratio['median']:7.3f}  [{ratio['min']:.3f}..{ratio['max']:.3f}]"
              f"  {verdict(GOALS.get((name, load)), ratio)}".rstrip())


def measure(programs, options):
    """The table: all pairs under all loads."""
    pairs = present(programs, PAIRS)
    results = []
    servers = {}
    try:
        for kind in dict.fromkeys(server for _, server in pairs):
            servers[kind] = Server(programs, kind)
        for load in options.loads:
            runs = measure_load(programs, servers, pairs, load, options)
            ratios = ratios_of(load, runs)
            print_load(load, runs)
            print_ratios(load, ratios)
            raw = [run["calls_per_second"] for run in runs.get(("raw", "raw"), [])]
            if raw and max(raw) > DRIFT * min(raw):
                print(f"  raw/raw moved by {max(raw) / min(raw):.2f}: the machine changed its speed")
            sys.stdout.flush()
            results.append({
                "in_flight": load[0], "connections": load[1], "ratios": ratios,
                "runs": [{"client": client, "server": server, "rounds": all_runs}
                         for (client, server), all_runs in runs.items()]})
    finally:
        for server in servers.values():
            server.stop()
    if any(run["others_cores"] > DISTURBED_CORES for result in results
           for pair in result["runs"] for run in pair["rounds"]):
        print(f"\n* others used more than {DISTURBED_CORES} core in at least one round, in every "
              "attempt: the least disturbed one was kept")
    return {"loads": results}


def profile(programs, folder, side, kind, load, calls):
    """Counts the instructions of one side; the other side is tern's and runs as it is."""
    out = folder / f"{side}-{kind}-{calls}.out"
    under = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}"]
    if side == "server":
        with Server(programs, kind, under) as server:
            call(programs, "tern", server, load, calls=calls, timeout=300)
    else:
        with Server(programs, "tern") as server:
            call(programs, kind, server, load, under, calls=calls, timeout=300)
    return Profile(out)


def instructions(programs, options):
    """User instructions per call: two run lengths, subtracted."""
    if not shutil.which("valgrind"):
        raise Failure("--instructions needs valgrind")
    load, short, long = (64, 1), 2000, 8000
    subjects = [("server", "tern"), ("server", "nghttp2"), ("server", "grpc-cq"),
                ("client", "tern"), ("client", "grpc")]
    found = {}
    print(f"\nper call, {load[0]} in flight, {load[1]} connection: the difference of {long} and "
          f"{short} calls")
    print(f"  {'':24}{'instructions':>13}{'allocations':>13}   by library")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.profiles or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for side, kind in subjects:
            program = SERVERS[kind][0] if side == "server" else CLIENTS[kind]
            if not (programs / program).exists():
                continue
            shorter = profile(programs, folder, side, kind, load, short)
            longer = profile(programs, folder, side, kind, load, long)
            counted = longer.per_call(shorter, long - short)
            libraries = ", ".join(f"{re.sub(r'[.]so.*', '', name)} {cost:.0f}" for name, cost
                                  in counted.by_library.most_common(5) if cost >= 50)
            print(f"  {kind + ' ' + side:24}{counted.instructions:13.0f}"
                  f"{counted.allocations:13.1f}   {libraries}", flush=True)
            found[f"{kind} {side}"] = counted
            if options.functions:
                for name, cost in counted.by_function.most_common(options.functions):
                    print(f"  {cost:37.0f}   {name[:120]}")
    if "grpc-cq server" in found:
        ratio = found["tern server"].instructions / found["grpc-cq server"].instructions
        said = verdict(INSTRUCTION_GOAL, exactly(ratio))
        print(f"  server, tern / gRPC CQ{ratio:15.3f}   {said}")
    return {"instructions": {name: {
        "instructions": counted.instructions, "allocations": counted.allocations,
        "by_library": counted.by_library} for name, counted in found.items()}}


def traced(programs, folder, kind, load, calls):
    out = folder / "strace.out"
    with Server(programs, kind, ["strace", "-f", "-c", "-o", str(out)]) as server:
        call(programs, "tern", server, load, calls=calls)
        # SIGTERM is for the server, and strace ends with it.
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        os.kill(int(children.read_text().split()[0]), signal.SIGTERM)
        server.process.wait(60)
    counts = Counter()
    for line in out.read_text().split("\n"):
        words = line.split()
        if len(words) >= 5 and words[0][0].isdigit() and words[-1] != "total":
            counts[words[-1]] = int(words[3])
    return counts


def system_calls(programs, options):
    """System calls of the servers per call: two run lengths, subtracted."""
    if not shutil.which("strace"):
        raise Failure("--syscalls needs strace")
    found = {}
    print("\nsystem calls of the server per call")
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("tern", "nghttp2", "grpc-cq"):
            if not (programs / SERVERS[kind][0]).exists():
                continue
            for load, short, long in (((1, 1), 500, 2500), ((64, 1), 6400, 64000)):
                shorter = traced(programs, Path(scratch), kind, load, short)
                longer = traced(programs, Path(scratch), kind, load, long)
                each = {name: (count - shorter[name]) / (long - short)
                        for name, count in longer.items()}
                total = sum(each.values())
                names = ", ".join(f"{name} {count:.3f}" for name, count
                                  in sorted(each.items(), key=lambda item: -item[1])
                                  if count >= 0.002)
                print(f"  {kind:10}{load[0]:4} in flight{total:8.3f}   {names}", flush=True)
                found[f"{kind} {load[0]}"] = each
    return {"system_calls": found}


def smoke(programs):
    """Does every call get its own reply?"""
    with Server(programs, "tern") as server:
        for load in ((1, 1), (64, 1), (64, 8)):
            report = call(programs, "tern", server, load, warm_up=0.01, seconds=0.1)
            print(f"{load[0]} in flight, {load[1]} connections: {report['correct']} calls of "
                  f"{report['started']}")
        report = call(programs, "tern", server, (16, 2), calls=1000)
        if report["correct"] != 1000:
            raise Failure(f"1000 calls were asked for, {report['correct']} were made")
    if server.process.returncode != 0:
        raise Failure(f"the server ended with {server.process.returncode}")
    return {}


def loads_of(text):
    return [tuple(int(number) for number in load.split("x")) for load in text.split(",")]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--instructions", action="store_true")
    mode.add_argument("--syscalls", action="store_true")
    mode.add_argument("--smoke", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--loads", type=loads_of, default=LOADS, metavar="NxN,...")
    parser.add_argument("--seconds", type=float, default=0.7, help="of one run")
    parser.add_argument("--warm-up", type=float, default=0.2, help="seconds before it")
    parser.add_argument("--retries", type=int, default=2, help="of a disturbed run")
    parser.add_argument("--functions", type=int, default=0, metavar="N",
                        help="with --instructions: the N dearest functions too")
    parser.add_argument("--profiles", type=Path, metavar="DIR",
                        help="with --instructions: keeps callgrind's files")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--programs", type=Path, metavar="DIR")
    options = parser.parse_args()
    try:
        targets = ["bench_tern_server", "bench_tern_client"] if options.smoke else ["tern_bench"]
        programs = (options.programs or build(targets)).resolve()
        about = machine("grpc++", "libnghttp2")
        if options.smoke:
            results = smoke(programs)
        else:
            print_machine(about)
            if options.instructions:
                results = instructions(programs, options)
            elif options.syscalls:
                results = system_calls(programs, options)
            else:
                results = measure(programs, options)
    except Failure as failure:
        print(f"bench/run.py: {failure}", file=sys.stderr)
        return 1
    keep(options.json, about, results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
