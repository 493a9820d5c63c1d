"""What does not depend on the machine's mood: instructions, allocations and system calls per call.

Each is the difference of a longer and a shorter run, so that starting and ending cancel out.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from figures import Profile, exactly, verdict
from machine import Failure
from programs import Server, call

INSTRUCTION_GOAL = ("<=", 0.32, 0.26)  # of tern's server, as a share of gRPC's
LOAD = (64, 1)
SUBJECTS = [("server", "tern"), ("server", "tern-compiled"), ("server", "nghttp2"),
            ("server", "grpc-cq"), ("client", "tern"), ("client", "tern-compiled"),
            ("client", "grpc")]
# Whose system calls are those of another.
ONLY_INSTRUCTIONS = ("tern-compiled",)


def need(tool):
    if not shutil.which(tool):
        raise Failure(f"{tool} is not installed")


def profile(programs, folder, side, kind, calls, options):
    """One run of one side under callgrind; the other side is tern's and runs as it is."""
    out = folder / f"{side}-{kind}-{calls}.out"
    under = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}"]
    if side == "server":
        with Server(programs, kind, under) as server:
            call(programs, "tern", server, LOAD, calls=calls, patience=300, **options)
    else:
        with Server(programs, "tern") as server:
            call(programs, kind, server, LOAD, under, calls=calls, patience=300, **options)
    return Profile(out)


def instructions_of(programs, folder, side, kind, short=2000, long=8000, **options):
    """A Profile of what one call costs in user mode."""
    need("valgrind")
    shorter = profile(programs, folder, side, kind, short, options)
    return profile(programs, folder, side, kind, long, options).per_call(shorter, long - short)


def instructions(programs, profiles=None, functions=0):
    """The table of user instructions per call."""
    found = {}
    print(f"\nper call, {LOAD[0]} in flight, {LOAD[1]} connection: the difference of two runs")
    print(f"  {'':24}{'instructions':>13}{'allocations':>13}   by library")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(profiles or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for side, kind in SUBJECTS:
            there = programs.has_server(kind) if side == "server" else programs.has_client(kind)
            if not there:
                continue
            counted = instructions_of(programs, folder, side, kind)
            libraries = ", ".join(f"{re.sub(r'[.]so.*', '', name)} {cost:.0f}" for name, cost
                                  in counted.by_library.most_common(5) if cost >= 50)
            print(f"  {kind + ' ' + side:24}{counted.instructions:13.0f}"
                  f"{counted.allocations:13.1f}   {libraries}", flush=True)
            found[f"{kind} {side}"] = counted
            for name, cost in counted.by_function.most_common(functions):
                print(f"  {cost:37.0f}   {name[:120]}")
    table = []
    if "grpc-cq server" in found and "tern server" in found:
        ratio = exactly(found["tern server"].instructions / found["grpc-cq server"].instructions)
        table.append({"case": "unary, 64 in flight, 1 connection", "goal": INSTRUCTION_GOAL,
                      "measure": "server instructions, tern / gRPC CQ", **ratio})
        print(f"  server, tern / gRPC CQ{ratio['median']:15.3f}   "
              f"{verdict(INSTRUCTION_GOAL, ratio)}")
    return {name: {"instructions": counted.instructions, "allocations": counted.allocations,
                   "by_library": counted.by_library} for name, counted in found.items()}, table


def traced(programs, folder, side, kind, load, calls):
    """How often each system call was made in one run."""
    out = folder / "strace.out"
    under = ["strace", "-f", "-c", "-o", str(out)]
    if side == "client":
        with Server(programs, "tern") as server:
            call(programs, kind, server, load, under, calls=calls)
    else:
        with Server(programs, kind, under) as server:
            call(programs, "tern", server, load, calls=calls)
            # SIGTERM is for the server, and strace ends with it.
            children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
            os.kill(int(children.read_text().split()[0]), signal.SIGTERM)
            try:
                server.process.wait(60)
            except subprocess.TimeoutExpired as late:
                raise Failure(f"{kind}: did not end") from late
    counts = Counter()
    for line in out.read_text().split("\n"):
        words = line.split()
        if len(words) >= 5 and words[0][0].isdigit() and words[-1] != "total":
            counts[words[-1]] = int(words[3])
    return counts


def system_calls_of(programs, folder, side, kind, load):
    """Name of a system call -> how often it is made for each call."""
    need("strace")
    short, long = (500, 2500) if load == (1, 1) else (6400, 64000)
    shorter = traced(programs, folder, side, kind, load, short)
    longer = traced(programs, folder, side, kind, load, long)
    return {name: (count - shorter[name]) / (long - short) for name, count in longer.items()}


def system_calls(programs):
    """The table of system calls per call."""
    found = {}
    print("\nsystem calls per call")
    with tempfile.TemporaryDirectory() as scratch:
        for side, kind in SUBJECTS:
            there = programs.has_server(kind) if side == "server" else programs.has_client(kind)
            if not there or kind in ONLY_INSTRUCTIONS:
                continue
            for load in ((1, 1), (64, 1)):
                each = system_calls_of(programs, Path(scratch), side, kind, load)
                names = ", ".join(f"{name} {count:.3f}" for name, count
                                  in sorted(each.items(), key=lambda item: -item[1])
                                  if count >= 0.002)
                print(f"  {kind + ' ' + side:16}{load[0]:4} in flight{sum(each.values()):8.3f}"
                      f"   {names}", flush=True)
                found[f"{kind} {side} {load[0]}"] = each
    return found
