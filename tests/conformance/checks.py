# SPDX-License-Identifier: MIT
"""Checks with names, for suites that are written in Python."""
import pathlib
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))

from child import Failure  # noqa: E402

CHECKS = []


def check(sentence, **values):
    """Registers a check; {name} in the sentence stands for a value that the function is given."""

    def register(function):
        CHECKS.append((sentence.format(**values), function, values))
        return function

    return register


def each(name, choices, sentence, **values):
    """Registers a check for each choice."""

    def register(function):
        for choice in choices:
            check(sentence, **{name: choice}, **values)(function)
        return function

    return register


def run_all(world, only=()):
    """Runs the checks, a line for each, and a line of counts; the exit code of the suite."""
    start, failed, count = time.monotonic(), [], 0
    for name, function, values in CHECKS:
        if only and not any(part in name for part in only):
            continue
        count += 1
        began, problem = time.monotonic(), None
        try:
            function(world, **values)
        except Failure as failure:
            problem = str(failure)
        except Exception:  # a mistake of the check is a failure too
            problem = traceback.format_exc()
        seconds = time.monotonic() - began
        print(f"{'FAIL' if problem else 'pass'}  {name} ({seconds:.2f} s)", flush=True)
        if problem:
            failed.append(name)
            print("      " + problem.strip().replace("\n", "\n      "), flush=True)
    for name in failed:
        print(f"failed: {name}")
    print(f"{count - len(failed)} passed, {len(failed)} failed in "
          f"{time.monotonic() - start:.1f} s")
    return 1 if failed or count == 0 else 0
