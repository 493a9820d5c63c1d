"""Calls in a closed loop, and in an open one: CPU per call, calls per second, latency."""

import statistics
import sys

from cases import CASES, OURS, QUEUE, RUST
from figures import spread, verdict
from machine import progress
from programs import Servers, call

# Of everyone else, in cores, beyond which a run is done again.
DISTURBED_CORES = 0.12
# Between the rounds of one case, for raw/raw: beyond it the machine changed, not the programs.
DRIFT = 1.3


class Patience:
    """How many disturbed runs are done again: two in a row, and a share of all runs.

    Where somebody disturbs for long, another run is as disturbed as the one before it.
    """

    MOST_IN_A_ROW = 2

    def __init__(self, share):
        self._share = share
        self._left = 0

    def least_disturbed(self, measure):
        """Measures until nobody disturbs, or patience ends; returns the quietest run."""
        self._left += self._share
        best = measure()
        for _ in range(self.MOST_IN_A_ROW):
            if best["others_cores"] <= DISTURBED_CORES or self._left < 1:
                break
            self._left -= 1
            best = min(best, measure(), key=lambda run: run["others_cores"])
        return best


def measure_case(programs, servers, case, patience, options):
    """All rounds of one case: pair -> list of runs."""
    pairs = [pair for pair in case.pairs if programs.has(pair)]
    runs = {pair: [] for pair in pairs}
    for round_number in range(options.rounds):
        for client, server in pairs:
            runs[client, server].append(patience.least_disturbed(
                lambda: call(programs, client, servers.get(server, case.tls), case.load,
                             warm_up=options.warm_up, seconds=options.seconds, **case.options)))
        progress(f"{case.name}: round {round_number + 1} of {options.rounds}")
    progress("")
    return runs


def print_case(case, runs):
    print(f"\n{case.name}")
    print(f"  {'client':10}{'server':15}{case.unit + 's/s':>12}{'p50 us':>10}{'p99 us':>10}"
          f"{'client us':>11}{'server us':>11}   server min..max   others")
    for (client, server), all_runs in runs.items():
        def of(name):
            return statistics.median(run[name] for run in all_runs)
        cpu = spread([run["server_cpu_us"] for run in all_runs])
        others = max(run["others_cores"] for run in all_runs)
        disturbed = " *" if others > DISTURBED_CORES else ""
        print(f"  {client:10}{server:15}{of('calls_per_second'):12.0f}{of('p50_us'):10.1f}"
              f"{of('p99_us'):10.1f}{of('client_cpu_us'):11.3f}{of('server_cpu_us'):11.3f}"
              f"   {cpu['min']:6.2f}..{cpu['max']:<6.2f}  {others:7.2f}{disturbed}")
    raw = [run["calls_per_second"] for run in runs.get(("raw", "raw"), [])]
    if raw and max(raw) > DRIFT * min(raw):
        print(f"  raw/raw moved by {max(raw) / min(raw):.2f}: the machine changed its speed")


def rows_of(case, runs):
    """The case's ratios over the rounds, as rows of the table."""
    rows = []
    for ratio in case.ratios:
        values = ratio.of(runs) if all(pair in runs for pair in ratio.pairs) else []
        if values:
            rows.append({"case": case.name, "measure": ratio.name, "goal": ratio.goal,
                         **spread(values)})
    return rows


def print_rows(rows):
    for row in rows:
        print(f"  {row['measure']:52}{row['median']:7.3f}  [{row['min']:.3f}..{row['max']:.3f}]"
              f"  {verdict(row['goal'], row)}".rstrip())
    sys.stdout.flush()


def closed_loop(programs, options):
    """All cases that are asked for. @returns their runs, and the rows of the table."""
    results, table = [], []
    patience = Patience(options.patience)
    with Servers(programs) as servers:
        for case in CASES:
            if options.only not in case.name:
                continue
            runs = measure_case(programs, servers, case, patience, options)
            if not runs:
                continue
            rows = rows_of(case, runs)
            print_case(case, runs)
            print_rows(rows)
            table += rows
            results.append({
                "case": case.name, "unit": case.unit,
                "runs": [{"client": client, "server": server, "rounds": all_runs}
                         for (client, server), all_runs in runs.items()]})
    if any(run["others_cores"] > DISTURBED_CORES for result in results
           for pair in result["runs"] for run in pair["rounds"]):
        print(f"\n* others used more than {DISTURBED_CORES} core in at least one round, in every "
              "attempt: the least disturbed one was kept")
    return results, table


def open_loop(programs, options):
    """Latency while calls begin when they are due, at shares of what each server can do at most.

    A call that has to wait because others take long counts from when it was due.
    """
    load, results, table = (256, 8), [], []
    pairs = [pair for pair in (OURS, QUEUE, RUST) if programs.has(pair)]
    print(f"\nopen loop, up to {load[0]} in flight, {load[1]} connections")
    with Servers(programs) as servers:
        p99 = {}
        for round_number in range(options.rounds):
            for client, kind in pairs:
                server = servers.get(kind)
                most = call(programs, client, server, load, warm_up=options.warm_up,
                            seconds=options.seconds)["calls_per_second"]
                for share in (0.5, 0.8):
                    run = call(programs, client, server, load, warm_up=options.warm_up,
                               seconds=options.seconds, rate=share * most)
                    p99.setdefault((share, kind), []).append(run["p99_us"])
                    results.append({"server": kind, "share": share, "capacity": most, **run})
            progress(f"open loop: round {round_number + 1} of {options.rounds}")
        progress("")
    for (share, kind), values in sorted(p99.items()):
        figures = spread(values)
        most = statistics.median(run["capacity"] for run in results if run["server"] == kind)
        print(f"  {kind:10} p99 at {share:.0%} of {most:8.0f} calls/s"
              f"{figures['median']:10.1f} us  [{figures['min']:.1f}..{figures['max']:.1f}]")
        if kind != "tern" and (share, "tern") in p99:
            table.append({"case": f"open loop, {share:.0%} of each server's own capacity",
                          "measure": f"p99, tern / {kind}", "goal": None, **spread(
                              [a / b for a, b in zip(p99[share, "tern"], values)])})
    print_rows(table)
    return results, table
