"""Holds what is counted against bench/budgets.json: one figure above its budget is a failure.

Times do not stand there: they depend on the machine's mood. The one exception is compiling, whose CPU
time is divided by that of a source that never changes.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import coroutines
from counts import instructions_of, system_calls_of
from machine import TOP, Failure, compiler, first_line, progress
from programs import Server, call, holding
from resources import compile_target, stripped_bytes

BUDGETS = TOP / "bench/budgets.json"


def count_calls(programs, folder, say):
    """Instructions and allocations of both sides, of calls and of messages in a stream."""
    for side in ("server", "client"):
        counted = instructions_of(programs, folder, side, "tern")
        say(f"{side}, instructions of a call", counted.instructions)
        say(f"{side}, allocations of a call", counted.allocations)
    counted = instructions_of(programs, folder, "server", "tern", metadata=8, timeout=10)
    say("server, instructions of a call with metadata and deadline", counted.instructions)
    for side in ("server", "client"):
        counted = instructions_of(programs, folder, side, "tern", method="Chat")
        say(f"{side}, instructions of a message in a stream", counted.instructions)


def count_system_calls(programs, folder, say, runs_count=5):
    """The least of some runs: on a busy machine a side is woken before all is there, and again."""
    for side in ("server", "client"):
        for in_flight in (1, 64):
            least = min(
                sum(system_calls_of(programs, folder, side, "tern", (in_flight, 1)).values())
                for _ in range(runs_count))
            say(f"{side}, system calls of a call, {in_flight} in flight", least)


def count_codec(programs, folder, say):
    """Instructions of encoding and decoding, as bench/codec/run.py counts them."""
    out = folder / "codec.json"
    command = [sys.executable, str(TOP / "bench/codec/run.py"), "--instructions", "--own",
               "--only", "tern/", "--json", str(out), "--programs", str(programs.path("codec").parent)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(done.stdout + done.stderr)
    for row in json.loads(out.read_text())["instructions"]:
        if row["operation"] in ("encode", "decode", "json write", "json read"):
            say(f"codec, instructions, {row['operation']} {row['message']}", row["instructions"])


def measure_memory(programs, _folder, say, connection_count=200):
    with Server(programs, "tern") as server:
        call(programs, "tern", server, (1, 1), calls=10)
        empty = server.resident_bytes
        with holding(programs, server, (connection_count, connection_count)):
            idle = server.resident_bytes
    say("server, KiB of an idle connection", (idle - empty) / connection_count / 1024)


def count_coroutine(programs, _folder, say):
    say("handler's coroutine, instructions", coroutines.instructions_of(programs, "tern").instructions)


def measure_build(programs, _folder, say):
    """Each hello world beside the yardstick, in turn, as others may use the machine meanwhile."""
    kinds = {"tern": "hello world", "tern_compiled": "hello world compiled once"}
    ratios, peaks = {kind: [] for kind in kinds}, {}
    for _ in range(3):
        yardstick, _peak = compile_target("bench_hello_yardstick")
        for kind in kinds:
            seconds, peaks[kind] = compile_target(f"bench_hello_{kind}")
            ratios[kind].append(seconds / yardstick)
    for kind, name in kinds.items():
        say(f"{name}, CPU of compiling, by that of asio.hpp", statistics.median(ratios[kind]))
        say(f"{name}, peak MiB of compiling", peaks[kind])
        say(f"{name}, KiB of the program, stripped",
            stripped_bytes(programs.path(f"hello_{kind}")) / 1024)


PARTS = [count_calls, count_system_calls, count_coroutine, count_codec, measure_memory,
         measure_build]


def judge(name, budget, found):
    """One line, and whether the budget holds."""
    most = budget["budget"] * (1 + budget["tolerance"])
    holds = found <= most
    line = (f"  {'' if holds else 'EXCEEDED '}{name}: {found:.5g} {budget['unit']}, "
            f"budget {budget['budget']:g} + {budget['tolerance']:.0%}")
    if found < budget["budget"] * (1 - budget["tolerance"]):
        line += "; so much less that the budget can be lowered"
    return line, holds


def gate(programs):
    """Prints every figure beside its budget. @returns what is exceeded or has no budget."""
    file = json.loads(BUDGETS.read_text())
    budgets, failures, seen = file["budgets"], [], {}

    def say(name, found):
        progress("")
        seen[name] = found
        if name not in budgets:
            failures.append(f"{name}: {found:.5g}, and no budget in {BUDGETS.name}")
            return print(f"  {failures[-1]}", flush=True)
        line, holds = judge(name, budgets[name], found)
        print(line, flush=True)
        if not holds:
            failures.append(line.strip())

    made_with = first_line(compiler() or "c++", "--version")
    print(f"\nbudgets for {file['compiler']}; this is {made_with}")
    with tempfile.TemporaryDirectory() as scratch:
        for part in PARTS:
            progress(part.__name__.replace("_", " "))
            part(programs, Path(scratch), say)
    failures += [f"{name}: was not measured" for name in budgets if name not in seen]
    return seen, failures
