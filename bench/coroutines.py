"""What a handler's coroutine costs by itself, beside asio::co_spawn of the same."""

import subprocess
import tempfile
from pathlib import Path

from counts import need
from figures import Profile, exactly, spread, verdict
from machine import Failure
from programs import CLIENT_CORE, pinned

SUBJECTS = ("tern", "io_context", "any_io_executor")
GOAL = ("<=", 0.15, 0.08)
CASE = "a handler's coroutine with a child"
CALLS, FEW, MANY = 200_000, 1000, 11_000


def run(programs, subject, calls, under=()):
    """The program's one figure: nanoseconds of CPU for each."""
    command = [*under, str(programs.path("coroutines")), subject, str(calls)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=pinned(CLIENT_CORE))
    if done.returncode != 0:
        raise Failure(f"coroutines {subject}: exit code {done.returncode}\n{done.stderr}")
    return float(done.stdout)


def instructions_of(programs, subject):
    """A Profile of one in user mode: the difference of two runs."""
    need("valgrind")
    profiles = []
    with tempfile.TemporaryDirectory() as scratch:
        for calls in (FEW, MANY):
            out = Path(scratch) / f"{calls}.out"
            run(programs, subject, calls, ["valgrind", "--quiet", "--tool=callgrind",
                                           f"--callgrind-out-file={out}"])
            profiles.append(Profile(out))
    return profiles[1].per_call(profiles[0], MANY - FEW)


def measure(programs, rounds):
    """Nanoseconds and instructions of each, in turn. @returns them, and rows of the table."""
    print(f"\n{CASE}: started, run, ended")
    found = {name: {"ns": [], "instructions": instructions_of(programs, name).instructions}
             for name in SUBJECTS}
    for _ in range(rounds):
        for name, figures in found.items():
            figures["ns"].append(run(programs, name, CALLS))
    for name, figures in found.items():
        ns = spread(figures["ns"])
        print(f"  {name:17}{ns['median']:8.1f} ns  [{ns['min']:.1f}..{ns['max']:.1f}]"
              f"{figures['instructions']:10.0f} instructions", flush=True)
    rows, ours = [], found["tern"]
    for name in SUBJECTS[1:]:
        theirs = found[name]
        # With the executor that costs less, so that the other one is within it too.
        goal = GOAL if name == "io_context" else None
        other = f"tern / co_spawn, {name}"
        rows += [{"case": CASE, "measure": f"CPU, {other}", "goal": goal, **spread(
                      [a / b for a, b in zip(ours["ns"], theirs["ns"])])},
                 {"case": CASE, "measure": f"instructions, {other}", "goal": goal,
                  **exactly(ours["instructions"] / theirs["instructions"])}]
    for row in rows:
        print(f"  {row['measure']:52}{row['median']:7.3f}  {verdict(row['goal'], row)}".rstrip())
    return found, rows
