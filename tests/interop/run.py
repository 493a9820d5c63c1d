#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the greeter against real gRPC peers, and against peers that break the rules.

usage: run.py --build-dir DIR [--only NAME]... [--list]

    foreign_calls.py   greeter_server, called by grpcio and grpc-js
    tern_calls.py      greeter_client, calling grpcio, grpc-js and a bare HTTP/2 server
    bad_input.py       greeter_server, fed with bytes that no library sends
    tls_calls.py       both over TLS, with and without certificates of clients

Stubs and packages go to DIR/interop. What a case needs and does not find makes it fail with the
text of what to install. Exits 0 only if every chosen case passes.
"""
import argparse
import signal
import sys
import time
import traceback

sys.dont_write_bytecode = True

from cases import CASES, Case  # noqa: E402
from child import Failure  # noqa: E402
from world import World  # noqa: E402

import foreign_calls  # noqa: E402, F401
import tern_calls  # noqa: E402, F401
import bad_input  # noqa: E402, F401
import tls_calls  # noqa: E402, F401


def end_of_shared_server(world):
    world.shared.expect_clean_end()


FINALLY = Case(
    "after all of this greeter_server drains on SIGTERM and exits 0",
    end_of_shared_server, (), shares_server=False,
)


def passes(case, world):
    """Runs the case and prints its line."""
    start = time.monotonic()
    problem = None
    try:
        case.run(world)
    except Failure as failure:
        problem = str(failure)
    except Exception:  # a mistake of the test is a failure too
        problem = traceback.format_exc()
    seconds = time.monotonic() - start
    print(f"{'FAIL' if problem else 'pass'}  {case.name} ({seconds:.2f} s)", flush=True)
    if problem:
        print("      " + problem.strip().replace("\n", "\n      "), flush=True)
        world.start_over()
    return problem is None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--build-dir", required=True, metavar="DIR")
    arguments.add_argument("--only", action="append", metavar="NAME",
                           help="cases whose name contains NAME; may be repeated")
    arguments.add_argument("--list", action="store_true", help="print the names and exit")
    options = arguments.parse_args()

    chosen = [
        case for case in CASES
        if not options.only or any(part in case.name for part in options.only)
    ]
    if options.list:
        print("\n".join(case.name for case in chosen))
        return 0
    if not chosen:
        print(f"no case has {' or '.join(options.only)} in its name")
        return 1

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # `finally` has to run
    start, failed, world = time.monotonic(), [], World(options.build_dir)
    try:
        for case in chosen:
            if not passes(case, world):
                failed.append(case)
        if world.shared is not None:
            chosen.append(FINALLY)
            if not passes(FINALLY, world):
                failed.append(FINALLY)
    finally:
        world.end()
    seconds = time.monotonic() - start
    print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed in {seconds:.1f} s")
    for case in failed:
        print(f"  failed: {case.name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
