"""What a server needs besides CPU per call: memory, time to start, time to build, bytes on disk."""

import json
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

from codec.compile_time import compile_once
from figures import exactly, spread
from machine import BUILD, Failure, progress
from programs import Server, call, holding

KINDS = ("tern", "grpc-cq", "grpc-callback", "grpc-go", "tonic")
IDLE_GOAL = ("<=", 0.9, 0.65)
BUILD_GOAL = ("<=", 0.7, 0.5)
PEAK_GOAL = ("<=", 1.1, 0.9)
SIZE_GOAL = ("<=", 1.0, 1.0)


def row(case, measure, goal, ours, theirs):
    return {"case": case, "measure": measure, "goal": goal, **exactly(ours / theirs)}


def memory(programs, connection_count=1000, streams_per_connection=10):
    """KiB of a server for each connection that has had a call, and for each stream that is open."""
    case = "memory"
    print(f"\nmemory of a server, {connection_count} connections")
    found = {}
    for kind in KINDS:
        if not programs.has_server(kind):
            continue
        with Server(programs, kind) as server:
            call(programs, "tern", server, (1, 1), calls=10)
            empty = server.resident_bytes
            with holding(programs, server, (connection_count, connection_count)):
                idle = server.resident_bytes
        streams = connection_count // 10 * streams_per_connection
        with Server(programs, kind) as server:
            with holding(programs, server, (connection_count // 10, connection_count // 10),
                         method="Chat"):
                few = server.resident_bytes
            with holding(programs, server, (connection_count // 10 + streams,
                                            connection_count // 10), method="Chat"):
                many = server.resident_bytes
        found[kind] = {"empty_mib": empty / 2**20,
                       "connection_kib": (idle - empty) / connection_count / 1024,
                       "stream_kib": (many - few) / streams / 1024}
        print(f"  {kind:15}{found[kind]['empty_mib']:8.1f} MiB without any"
              f"{found[kind]['connection_kib']:8.1f} KiB for an idle connection"
              f"{found[kind]['stream_kib']:8.1f} KiB for an open stream", flush=True)
    table = [row(case, f"an idle connection, tern / {kind}",
                 IDLE_GOAL if kind == "grpc-cq" else None, found["tern"]["connection_kib"],
                 found[kind]["connection_kib"]) for kind in found if kind != "tern"]
    return found, table


def start_up(programs, rounds):
    """Milliseconds from the start of a server until it listens."""
    print("\nmilliseconds from the start of a server until it listens")
    found = {kind: [] for kind in KINDS if programs.has_server(kind)}
    for _ in range(rounds):
        for kind, values in found.items():
            began = time.monotonic()
            with Server(programs, kind):
                values.append((time.monotonic() - began) * 1000)
    for kind, values in found.items():
        print(f"  {kind:15}{spread(values)['median']:8.1f}  "
              f"[{min(values):.1f}..{max(values):.1f}]")
    table = [{"case": "start-up", "measure": f"until it listens, tern / {kind}", "goal": None,
              **spread([a / b for a, b in zip(found["tern"], values)])}
             for kind, values in found.items() if kind != "tern"]
    return found, table


def compile_commands(target):
    """How the object files of a CMake target are compiled: a command for each."""
    commands = []
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        command = shlex.split(entry["command"])
        if any(f"/{target}.dir/" in word for word in command):
            if Path(command[0]).name == "ccache":
                command = command[1:]
            commands.append((command, entry["directory"]))
    if not commands:
        raise Failure(f"{target} is not among what is built")
    return commands


def compile_target(target):
    """CPU seconds and peak MiB of compiling a target's sources anew."""
    seconds, peak = 0.0, 0.0
    with tempfile.TemporaryDirectory() as scratch:
        for command, directory in compile_commands(target):
            command = list(command)
            command[command.index("-o") + 1] = str(Path(scratch) / "object.o")
            used, most = compile_once(command, directory)
            seconds, peak = seconds + used, max(peak, most)
    return seconds, peak


def stripped_bytes(path):
    with tempfile.TemporaryDirectory() as scratch:
        bare = Path(scratch) / "bare"
        subprocess.run(["strip", "-o", str(bare), str(path)], check=True)
        return bare.stat().st_size


def building(programs, rounds):
    """A hello world: what compiling costs, and how long the program is."""
    print("\nhello world, a server: CPU seconds of compiling all its sources, and bytes")
    kinds = [kind for kind in ("tern", "grpc") if programs.path(f"hello_{kind}")]
    found = {kind: {"runs": [], "stripped_bytes": stripped_bytes(programs.path(f"hello_{kind}"))}
             for kind in kinds}
    for round_number in range(rounds):
        for kind in kinds:
            progress(f"compiling hello world: round {round_number + 1} of {rounds}")
            found[kind]["runs"].append(compile_target(f"bench_hello_{kind}"))
    progress("")
    for kind, figures in found.items():
        seconds = spread([run[0] for run in figures["runs"]])
        peak = spread([run[1] for run in figures["runs"]])
        print(f"  {kind:10}{seconds['median']:8.2f} s  [{seconds['min']:.2f}..{seconds['max']:.2f}]"
              f"{peak['median']:8.0f} MiB{figures['stripped_bytes']:12} bytes, stripped, dynamic")
    if len(found) < 2:
        return found, []
    pairs = list(zip(found["tern"]["runs"], found["grpc"]["runs"]))
    case = "hello world"
    return found, [
        {"case": case, "measure": "CPU of compiling, tern / gRPC", "goal": BUILD_GOAL,
         **spread([ours[0] / theirs[0] for ours, theirs in pairs])},
        {"case": case, "measure": "peak memory of compiling, tern / gRPC", "goal": PEAK_GOAL,
         **spread([ours[1] / theirs[1] for ours, theirs in pairs])},
        row(case, "stripped program, tern / gRPC", SIZE_GOAL, found["tern"]["stripped_bytes"],
            found["grpc"]["stripped_bytes"])]
