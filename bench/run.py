#!/usr/bin/env python3
"""Measures tern beside gRPC in three languages, connect-go, and the least that is possible.

    scripts/bench                  all of it: half an hour on a machine that is left alone
    scripts/bench --quick          every case once and briefly: all replies are checked, the figures
                                   say little
    scripts/bench --gate           what can be counted, against bench/budgets.json; exit code 1 if a
                                   budget is exceeded
    scripts/bench --only TEXT      cases of calls with TEXT in their names: "TLS", "64 in flight"
    scripts/bench --instructions   user instructions and allocations per call, with valgrind
    scripts/bench --syscalls       system calls per call, with strace
    --rounds N                     more rounds than 5, for a narrower spread
    --results DIR                  for text, JSON and plots; by default build/bench/results
    --yalantinglibs DIR            sources of coro_rpc and struct_pb, which no package manager has;
    --zpp-bits DIR                 and of zpp_bits. Left out where nothing is said
    --tables FILE                  prints the tables of docs/performance.md from the results of an
                                   earlier run, bench.json
    --publish FILE                 writes them there, and the plots beside FILE to docs/images

A lost or wrong reply is a failure: exit code 1. No figure is, but with --gate. docs/performance.md
explains them. bench/run.py does the same without setting anything up.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import calls
import coroutines
import counts
import gate
import plots
import resources
import tables
from figures import verdict
from machine import (BUILD, TOP, Failure, add_source_options, build, keep, machine,
                     print_machine, version_of_sources)
from programs import Programs, Server, call, missing

PEERS = BUILD / "peers"


class Tee:
    """Writes to the terminal and to a file."""

    def __init__(self, path):
        self._terminal, self._file = sys.stdout, path.open("w")

    def write(self, text):
        self._terminal.write(text)
        self._file.write(text)

    def flush(self):
        self._terminal.flush()
        self._file.flush()


def codec(programs, results_folder):
    """What bench/codec/run.py says: times and instructions, and the ratios that have a goal."""
    if not programs.path("codec_all"):
        raise Failure("codec_all is not among the programs")
    found = {}
    for what in ("times", "instructions"):
        out = results_folder / f"codec_{what}.json"
        command = [sys.executable, str(TOP / "bench/codec/run.py"), "--json", str(out),
                   "--programs", str(programs.path("codec_all").parent)]
        done = subprocess.run(command + ["--instructions"] * (what == "instructions"),
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(done.stdout + done.stderr)
        found |= json.loads(out.read_text())

    def rows(ratios, what, wanted):
        return [{"case": f"codec, {row['message']}", "goal": row["goal"], **row["ratio"],
                 "measure": f"{row['operation']}, {what}, tern / {row['other']}"}
                for row in found[ratios] if row["goal"] and wanted(row["operation"])]

    # JSON has to be no slower, which instructions do not show.
    return found, [
        *rows("instruction_ratios", "instructions", lambda name: not name.startswith("json")),
        *rows("time_ratios", "CPU", lambda name: name.startswith("json"))]


def print_table(table):
    """Every measure that has a must, at the end, where it is found again."""
    judged = [row for row in table if row["goal"]]
    if not judged:
        return
    print("\nwhat has a must and a goal: median [least..greatest]")
    for row in judged:
        print(f"  {row['case']:44}  {row['measure']:50}{row['median']:7.3f}"
              f"  [{row['min']:.3f}..{row['max']:.3f}]  {verdict(row['goal'], row)}")
    words = [verdict(row["goal"], row).rsplit(" ", 1)[-1] for row in judged]
    print(f"  {words.count('goal')} at the goal, {words.count('must')} at the must, "
          f"{len(words) - words.count('goal') - words.count('must')} missed")


def everything(programs, options):
    """All that can be measured here, and the table."""
    found, table = {}, []

    def add(name, measured):
        results, rows = measured
        found[name] = results
        table.extend(rows)
        took[name] = time.monotonic() - began - sum(took.values())

    took, began = {}, time.monotonic()
    add("cases", calls.closed_loop(programs, options))
    if not options.only:
        add("open_loop", calls.open_loop(programs, options))
        add("instructions", counts.instructions(programs))
        add("system_calls", (counts.system_calls(programs), []))
        add("coroutines", coroutines.measure(programs, options.rounds))
        add("memory", resources.memory(programs))
        add("start_up", resources.start_up(programs, options.rounds))
        add("building", resources.building(programs, min(options.rounds, 3)))
        add("methods", resources.methods(programs))
        if not options.quick:
            add("codec", codec(programs, options.results))
    print_table(table)
    print("\nseconds: " + ", ".join(f"{name.replace('_', ' ')} {seconds:.0f}"
                                   for name, seconds in took.items()))
    return {**found, "table": table, "seconds": took}


def smoke(programs):
    """Does every call get its own reply?"""
    with Server(programs, "tern") as server:
        for load in ((1, 1), (64, 1), (64, 8)):
            report = call(programs, "tern", server, load, warm_up=0.01, seconds=0.1)
            print(f"{load[0]} in flight, {load[1]} connections: {report['correct']} calls of "
                  f"{report['started']}")
        for method in ("Repeat", "Collect", "Chat"):
            report = call(programs, "tern", server, (16, 2), method=method, calls=100,
                          messages=20, bytes=1000)
            print(f"{method}: {report['correct']} calls of {report['started']}")
        report = call(programs, "tern", server, (16, 2), calls=1000)
        if report["correct"] != 1000:
            raise Failure(f"1000 calls were asked for, {report['correct']} were made")
    if server.process.returncode != 0:
        raise Failure(f"the server ended with {server.process.returncode}")


def run(options):
    """Does what is asked for. @returns what is wrong."""
    if options.tables or options.publish:
        file = options.tables or options.publish
        found = tables.of(json.loads(file.read_text()))
        if options.publish:
            tables.publish(found, file.parent, TOP / "docs")
        else:
            print("\n".join(f"{name}\n\n{text}" for name, text in found.items()))
        return []
    if options.programs:
        programs = Programs(*options.programs)
    else:
        target = "bench_gate" if options.gate else "tern_bench"
        built = build([target], options)
        programs = Programs(built, built / "codec", PEERS)
    if options.smoke:
        smoke(programs)
        return []
    options.results.mkdir(parents=True, exist_ok=True)
    sys.stdout = Tee(options.results / ("gate.txt" if options.gate else "bench.txt"))
    about = machine("grpc++", "libnghttp2")
    for versions in sorted(PEERS.glob("*.versions")):
        for line in versions.read_text().split("\n"):
            name, _, version = line.replace("@", " ").partition(" ")
            if version:
                about[name] = version
    if options.yalantinglibs:
        about["yalantinglibs"] = version_of_sources(options.yalantinglibs)
    print_machine(about)
    wrong = []
    if options.gate:
        seen, wrong = gate.gate(programs)
        results = {"gate": seen}
    elif options.instructions:
        found, _ = counts.instructions(programs, options.profiles, options.functions)
        results = {"instructions": found}
    elif options.syscalls:
        results = {"system_calls": counts.system_calls(programs)}
    else:
        missing(programs)
        about["measured"] = f"{options.rounds} rounds of {options.seconds:g} s"
        results = everything(programs, options)
        plots.goals(results["table"], about, options.results / "goals.svg")
        plots.server_cpu(results["cases"], about, options.results / "server_cpu.svg")
    keep(options.results / ("gate.json" if options.gate else "bench.json"), about, results)
    return wrong


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    for name in ("quick", "gate", "instructions", "syscalls", "smoke"):
        mode.add_argument(f"--{name}", action="store_true")
    for name in ("tables", "publish"):
        mode.add_argument(f"--{name}", type=Path, metavar="FILE")
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.6, help="of one run")
    parser.add_argument("--warm-up", type=float, default=0.15, help="seconds before it")
    parser.add_argument("--patience", type=float, default=0.25, metavar="SHARE",
                        help="how many runs are done again where somebody disturbs them, by all")
    parser.add_argument("--functions", type=int, default=0, metavar="N",
                        help="with --instructions: the N dearest functions too")
    parser.add_argument("--profiles", type=Path, metavar="DIR",
                        help="with --instructions: keeps callgrind's files")
    parser.add_argument("--results", type=Path, metavar="DIR", default=BUILD / "results")
    parser.add_argument("--programs", type=Path, metavar="DIR", action="append",
                        help="runs what is built there in place of building")
    add_source_options(parser)
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.warm_up, options.patience = 1, 0.1, 0.05, 0
    try:
        wrong = run(options)
    except Failure as failure:
        print(f"bench/run.py: {failure}", file=sys.stderr)
        return 1
    for each in wrong:
        print(f"FAILED: {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
