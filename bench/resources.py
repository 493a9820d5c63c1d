"""What a server needs besides CPU per call: memory, time to start, time to build, bytes on disk."""

import json
import re
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

from codec.compile_time import compile_once
from counts import instructions_of
from figures import exactly, spread
from machine import BUILD, Failure, progress
from programs import Server, call, holding

KINDS = ("tern", "grpc-cq", "grpc-callback", "grpc-go", "tonic")
IDLE_GOAL = ("<=", 0.9, 0.65)
BUILD_GOAL = ("<=", 0.7, 0.5)
PEAK_GOAL = ("<=", 1.1, 0.9)
SIZE_GOAL = ("<=", 1.0, 1.0)
STATIC_GOAL = ("<=", 0.15, 0.15)


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


def library_bytes(path):
    """All shared libraries that a program loads, those of the system included, stripped."""
    done = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=True)
    return sum(stripped_bytes(file) for file in re.findall(r"=> (/\S+)", done.stdout))


# hello_<kind>, what it is, and whose figures the musts are for: the first of these that is there.
HELLO = {"tern_compiled": "tern, compiled once", "tern": "tern, headers alone", "grpc": "gRPC"}
CLIENTS = {"client_tern_compiled": "client, compiled once", "client_tern": "client, headers alone"}
# What is linked with archives alone.
STATIC = {"tern_static": "tern", "grpc_static": "gRPC",
          "libraries_static": "Asio, nghttp2 and OpenSSL alone",
          "tern_without_tls_static": "tern without TLS",
          "grpc_without_tls_static": "gRPC without TLS",
          "libraries_without_tls_static": "Asio and nghttp2 alone"}


def building(programs, rounds):
    """A hello world: what compiling costs, and how long the program is."""
    print("\nhello world, a server: CPU seconds of compiling all its sources, and bytes, stripped")
    found, names = {}, {**HELLO, **CLIENTS}
    for kind in names:
        path = programs.path(f"hello_{kind}")
        if path:
            found[kind] = {"runs": [], "stripped_bytes": stripped_bytes(path),
                           "library_bytes": library_bytes(path)}
    for round_number in range(rounds):
        for kind, figures in found.items():
            progress(f"compiling hello world: round {round_number + 1} of {rounds}")
            figures["runs"].append(compile_target(f"bench_hello_{kind}"))
    progress("")
    for kind, figures in found.items():
        seconds, peak = (spread([run[part] for run in figures["runs"]]) for part in (0, 1))
        print(f"  {names[kind]:22}{seconds['median']:8.2f} s"
              f"  [{seconds['min']:.2f}..{seconds['max']:.2f}]{peak['median']:8.0f} MiB"
              f"{figures['stripped_bytes'] / 1024:9.0f} KiB, and {figures['library_bytes'] / 2**20:.0f}"
              " MiB of shared libraries")
    for kind, what in STATIC.items():
        path = programs.path(f"hello_{kind}")
        if path:
            found[kind] = {"stripped_bytes": stripped_bytes(path)}
            print(f"  {what:22}{found[kind]['stripped_bytes'] / 1024:43.0f} KiB, static")
    return found, building_rows(found)


def methods(programs, count=100):
    """What each of many methods costs: of the echo server without and with a hundred more."""
    if not programs.path("methods_server"):
        return {}, []
    print(f"\na method, of {count} beside those that are called")
    few, many = compile_target("bench_tern_server"), compile_target("bench_methods_server")
    lengths = [stripped_bytes(programs.path(name)) for name in ("tern_server", "methods_server")]
    with tempfile.TemporaryDirectory() as scratch:
        calls = [instructions_of(programs, Path(scratch), "server", kind).instructions
                 for kind in ("tern", "tern-methods")]
    found = {"compile_seconds": (many[0] - few[0]) / count,
             "compile_peak_kib": (many[1] - few[1]) / count * 1024,
             "program_bytes": (lengths[1] - lengths[0]) / count,
             "call_instructions": calls[0], "call_instructions_with_all": calls[1]}
    print(f"  {found['compile_seconds'] * 1000:.0f} ms and {found['compile_peak_kib']:.0f} KiB of "
          f"compiling, {found['program_bytes'] / 1024:.1f} KiB of the program; "
          f"a call of another: {calls[0]:.0f} instructions without, {calls[1]:.0f} with them")
    return found, []


def building_rows(found):
    """tern's hello world by gRPC's."""
    case, rows = "hello world", []
    judged = next((kind for kind in HELLO if kind in found), None)
    for kind in HELLO:
        if kind == "grpc" or not {kind, "grpc"} <= found.keys():
            continue
        ours, theirs = found[kind], found["grpc"]
        pairs = list(zip(ours["runs"], theirs["runs"]))
        goals = (BUILD_GOAL, PEAK_GOAL, SIZE_GOAL) if kind == judged else (None, None, None)
        rows += [
            {"case": case, "measure": f"CPU of compiling, {HELLO[kind]} / gRPC", "goal": goals[0],
             **spread([mine[0] / other[0] for mine, other in pairs])},
            {"case": case, "measure": f"peak memory of compiling, {HELLO[kind]} / gRPC",
             "goal": goals[1], **spread([mine[1] / other[1] for mine, other in pairs])},
            row(case, f"stripped program, {HELLO[kind]} / gRPC", goals[2],
                ours["stripped_bytes"], theirs["stripped_bytes"])]
    for suffix, what in (("_static", "static program"),
                         ("_without_tls_static", "static program without TLS")):
        for ours, name, goal in (("tern", f"{what}, tern / gRPC", STATIC_GOAL),
                                 ("libraries", f"the bound: {what}, libraries / gRPC", None)):
            if {ours + suffix, "grpc" + suffix} <= found.keys():
                rows.append(row(case, name, goal, found[ours + suffix]["stripped_bytes"],
                                found["grpc" + suffix]["stripped_bytes"]))
    return rows
