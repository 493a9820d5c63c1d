#!/usr/bin/env python3
"""Measures tern's codec beside Protobuf's, a codec by hand, and JSON libraries.

    bench/codec/run.py                   builds, compares the bytes, then measures for a minute
    bench/codec/run.py --instructions    user instructions and allocations, with valgrind
    bench/codec/run.py --compile-time    what messages cost to compile
    bench/codec/run.py --only TEXT       "library/operation/message" contains TEXT: decode/tiny
    bench/codec/run.py --smoke           only compares what the libraries make; no figures
    --own                                tern and the codec by hand only, with any of these
    --json FILE                          keeps all that was measured
    --programs DIR                       runs what is built there in place of building
    --zpp-bits DIR, --yalantinglibs DIR  sources of libraries that no package manager has

Other bytes than the rest are a failure: exit code 1. No figure is. docs/performance.md explains
them.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

import compile_time
from figures import Profile, exactly, spread, verdict
from machine import (Failure, add_source_options, build, keep, machine, print_machine,
                     progress)

PACKAGES = ["protobuf", "simdjson", "RapidJSON", "nlohmann_json"]

# What tern is divided by: operation of tern -> library and operation, must and goal by message.
# "large" is mostly packed numbers, of which there is less to save.
FLOOR = "by hand"
FASTEST = "the fastest other library"
RATIOS = {
    "size": [(FLOOR, "size", None), ("protobuf", "size", None)],
    "encode": [
        (FLOOR, "encode", ("<=", 1.4, 1.15)),
        ("protobuf", "encode", {"large": ("<=", 0.9, 0.9), None: ("<=", 0.6, 0.6)})],
    "encode new": [(FLOOR, "encode new", None), ("protobuf", "encode new", None)],
    "decode": [
        (FLOOR, "decode", ("<=", 1.4, 1.2)),
        ("protobuf", "decode", ("<=", 0.65, 0.65)),
        ("protobuf arena", "decode", ("<=", 1.0, 1.0))],
    "decode result": [(FLOOR, "decode", ("<=", 1.4, 1.2))],
    "decode reused": [("protobuf", "decode reused", None)],
    "decode arena": [("protobuf", "decode arena", None)],
    "decode borrowed": [(FLOOR, "decode", None)],
    "json write": [(FASTEST, "json write", ("<=", 1.0, 1.0)), ("protobuf", "json write", None),
                   (FLOOR, "json write", None)],
    "json read": [(FASTEST, "json read", ("<=", 1.0, 1.0)), ("protobuf", "json read", None)],
}

BATCHES, BATCH_MICROSECONDS = 21, 2000
FEW, MANY = 2, 10  # rounds of which callgrind sees the difference, times 10 for short messages


def run(programs, *arguments, program, under=()):
    """Runs the program and returns its lines."""
    command = [*under, str(programs / program), *map(str, arguments)]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:
        for line in process.stdout:
            lines.append(json.loads(line))
            progress(" ".join(lines[-1][key] for key in ("library", "operation", "message")))
        errors = process.stderr.read()
    progress("")
    if process.returncode != 0:
        raise Failure(errors or f"{command[0]}: exit code {process.returncode}")
    return lines


def goal_for(goals, message):
    if isinstance(goals, dict):
        return goals.get(message, goals[None])
    return goals


def compared_with(rows, message, operation):
    """The rows that tern's is divided by, with must and goal."""
    for library, theirs, goals in RATIOS.get(operation, []):
        found = [row for row in rows if row["message"] == message and row["operation"] == theirs
                 and (row["library"] == library
                      or library == FASTEST and row["library"] not in ("tern", FLOOR))]
        if found:
            yield min(found, key=lambda row: row["cost"]), goal_for(goals, message)


def print_rows(rows, figures_of, ratio_of, judged=lambda operation: True):
    """A table for each message, and below each of tern's rows how it stands to the others'."""
    ratios = []
    for message in dict.fromkeys(row["message"] for row in rows):
        mine = [row for row in rows if row["message"] == message]
        print(f"\n{message}, {mine[0]['bytes']} bytes")
        for operation in dict.fromkeys(row["operation"] for row in mine):
            for row in mine:
                if row["operation"] == operation:
                    print(f"  {operation:16}{row['library']:17}{figures_of(row)}")
            ours = [row for row in mine
                    if row["operation"] == operation and row["library"] == "tern"]
            if not ours:
                continue
            for theirs, goal in compared_with(rows, message, operation):
                goal = goal if judged(operation) else None
                ratio = ratio_of(ours[0], theirs)
                what = f"tern / {theirs['library']}"
                if theirs["operation"] != operation:
                    what += f", {theirs['operation']}"
                between = "" if ratio["min"] == ratio["max"] else (
                    f"  [{ratio['min']:.3f}..{ratio['max']:.3f}]")
                print(f"  {'':16}{what:34}{ratio['median']:7.3f}{between}"
                      f"  {verdict(goal, ratio)}".rstrip())
                ratios.append({"message": message, "operation": operation,
                               "other": theirs["library"], "ratio": ratio, "goal": goal})
    print(flush=True)
    return ratios


def times(programs, options):
    """Nanoseconds per operation; batches of what is compared take turns."""
    rows = run(programs, "--time", options.batches, options.batch_us, "--only", options.only,
               program=options.program)
    for row in rows:
        row["cost"] = statistics.median(row["ns"])

    def figures_of(row):
        ns = spread(row["ns"])
        per_second = row["bytes"] / ns["median"] * 1000
        return (f"{ns['median']:12.1f} ns  [{ns['min']:.1f}..{ns['max']:.1f}]".ljust(44)
                + f"{per_second:9.0f} MB/s")

    def ratio_of(ours, theirs):
        return spread([a / b for a, b in zip(ours["ns"], theirs["ns"])])

    print(f"thread CPU time per operation: median of {options.batches} batches [least..greatest]")
    return {"times": rows, "time_ratios": print_rows(rows, figures_of, ratio_of)}


def instructions(programs, options):
    """User instructions and allocations per operation: two run lengths, subtracted."""
    if not shutil.which("valgrind"):
        raise Failure("--instructions needs valgrind")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.profiles or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = run(programs, "--instructions", FEW, MANY, "--only", options.only,
                   program=options.program,
                   under=["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no",
                          f"--callgrind-out-file={folder / 'callgrind'}"])
        for index, row in enumerate(rows):
            few, many = row.pop("times")
            parts = [folder / f"callgrind.{2 * index + part}" for part in (1, 2)]
            shorter, longer = (Profile(part) for part in parts)
            counted = longer.per_call(shorter, many - few)
            row["cost"] = row["instructions"] = counted.instructions
            row["allocations"] = counted.allocations
            row["by_function"] = counted.by_function.most_common(options.functions)
            if options.profiles:
                name = re.sub(r"[ /]", "-", f"{row['library']}/{row['operation']}/{row['message']}")
                parts[1].rename(folder / f"{name}.callgrind")

    def figures_of(row):
        line = (f"{row['instructions']:12.1f} instructions{row['allocations']:10.1f} allocations"
                f"{row['instructions'] / row['bytes']:10.2f} instructions per byte")
        for name, cost in row["by_function"]:
            line += f"\n{cost:45.1f}   {name[:150]}"
        return line

    def ratio_of(ours, theirs):
        return exactly(ours["instructions"] / theirs["instructions"])

    print("user instructions per operation")
    # The goal of JSON is to be no slower, which vector instructions do not show.
    return {"instructions": rows, "instruction_ratios": print_rows(
        rows, figures_of, ratio_of, lambda operation: not operation.startswith("json"))}


def smoke(programs, options):
    """Do all libraries make the same bytes, and take them?"""
    rows = run(programs, "--only", options.only, program=options.program)
    print(f"{len(rows)} subjects of {len({row['library'] for row in rows})} libraries agree")
    return {}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--instructions", action="store_true")
    mode.add_argument("--compile-time", action="store_true")
    mode.add_argument("--smoke", action="store_true")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--batches", type=int, default=BATCHES)
    parser.add_argument("--batch-us", type=int, default=BATCH_MICROSECONDS,
                        help="microseconds of one batch")
    parser.add_argument("--functions", type=int, default=0, metavar="N",
                        help="with --instructions: the N dearest functions too")
    parser.add_argument("--profiles", type=Path, metavar="DIR",
                        help="with --instructions: keeps callgrind's files")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--programs", type=Path, metavar="DIR")
    add_source_options(parser)
    options = parser.parse_args()
    options.own = options.own or options.smoke or options.compile_time
    options.program = "codec" if options.own else "codec_all"
    try:
        if options.programs:
            programs = options.programs.resolve()
        else:
            programs = build([f"bench_{options.program}"], options) / "codec"
        about = machine(*PACKAGES)
        if options.smoke:
            results = smoke(programs, options)
        else:
            print_machine(about)
            if options.compile_time:
                results = compile_time.measure(options)
            elif options.instructions:
                results = instructions(programs, options)
            else:
                results = times(programs, options)
    except Failure as failure:
        print(f"bench/codec/run.py: {failure}", file=sys.stderr)
        return 1
    keep(options.json, about, results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
