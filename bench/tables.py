"""The tables of docs/performance.md, from the results of a run."""

import re
import shutil
import statistics
from pathlib import Path

import codec_tables
from calls import DISTURBED_CORES
from figures import spread, verdict
from machine import Failure
from markdown import between, markdown, number
from resources import CLIENTS, HELLO, STATIC

NAMES = {
    "tern-compiled": "tern (compiled once)", "tern-busy": "tern (busy polling)",
    "tern-2": "tern (2 threads)", "grpc": "gRPC", "grpc-cq": "gRPC completion queue",
    "grpc-cq-2": "gRPC completion queue (2 threads)", "grpc-callback": "gRPC callback",
    "nghttp2": "by hand on nghttp2",
}
# In the plots' folder, and no larger than what a page should load.
PLOTS, MOST_PLOT_BYTES = ("goals.svg", "server_cpu.svg"), 60 * 1024


def name_of(kind):
    return NAMES.get(kind, kind)


def median_of(run, figure):
    return statistics.median(each[figure] for each in run["rounds"])


def machine(found):
    about = found["machine"]
    versions = ", ".join(f"{name} {value}" for name, value in about.items() if value and name not in (
        "processor", "cores", "memory", "system", "kernel", "compiler", "flags", "commit", "date",
        "measured"))
    rounds = [each for case in found["cases"] for run in case["runs"] for each in run["rounds"]]
    disturbed = sum(each["others_cores"] > DISTURBED_CORES for each in rounds)
    return (f"{about['cores']} cores of {about['processor']}, {about['memory']}, {about['system']}, "
            f"kernel {about['kernel'].split('-')[0]}; {about['compiler']}, `{about['flags']}`; {versions}.\n"
            f"tern at commit {about['commit']}, {about['date']}, {about['measured']}; in {disturbed} of "
            f"{len(rounds)} runs others used more than {DISTURBED_CORES} core.\n")


def judged(found):
    """All that has a must."""
    rows = []
    for row in found["table"]:
        if row["goal"] and not row["case"].startswith("codec"):
            sign, must, goal = row["goal"]
            word = verdict(row["goal"], row).rsplit(" ", 1)[-1]
            rows.append([row["case"], row["measure"], between(row), f"{sign} {must:g}",
                         f"{sign} {goal:g}",
                         word.lower().replace("?", ", not in all rounds")])
    return (markdown(["case", "ratio", "median [least..greatest]", "must", "goal", ""], rows)
            + "\n![How far each ratio is from its must and goal](images/goals.svg)\n")


def bound(found):
    """What the machine itself leaves to be won with one call in flight."""
    return markdown(["ratio, 1 in flight", "median [least..greatest]"], [
        [row["measure"], between(row)] for row in found["table"]
        if row["case"].startswith("unary, 1 in flight") and row["goal"] is None
        and re.search("bound|busy", row["measure"])])


def unary_cases(found):
    return [case for case in found["cases"]
            if re.match(r"unary, \d+ in flight, [18] connections?$", case["case"])]


def by_pair(found, cell):
    """A table with a row for each client and server and a column for each load."""
    cases = unary_cases(found)
    header = ["client, server"] + [re.sub(r"unary, (\d+) in flight, (\d+) connection.*", r"\1 on \2",
                                          case["case"]) for case in cases]
    runs = [{(run["client"], run["server"]): run for run in case["runs"]} for case in cases]
    pairs = list(dict.fromkeys(pair for each in runs for pair in each))
    return markdown(header, [
        [f"{name_of(client)}, {name_of(server)}",
         *(cell(each[client, server]) if (client, server) in each else "" for each in runs)]
        for client, server in pairs])


def cpu(found):
    return by_pair(found, lambda run: f"{median_of(run, 'client_cpu_us'):.2f} / "
                                      f"{median_of(run, 'server_cpu_us'):.2f}")


def rates(found):
    return by_pair(found, lambda run: f"{number(median_of(run, 'calls_per_second'))}; "
                                      f"{number(median_of(run, 'p50_us'))} / "
                                      f"{number(median_of(run, 'p99_us'))}")


def other_cases(found):
    """The server's CPU in all cases that are not in the tables by pair."""
    def column(run):
        return re.sub("-(json|heap)$", "", run["server"])

    simple = [case["case"] for case in unary_cases(found)]
    cases = [case for case in found["cases"] if case["case"] not in simple]
    kinds = list(dict.fromkeys(column(run) for case in cases for run in case["runs"]))
    rows = []
    for case in cases:
        cells = {column(run): number(median_of(run, "server_cpu_us")) for run in case["runs"]}
        rows.append([case["case"], *(cells.get(kind, "") for kind in kinds)])
    return (markdown(["server CPU of a call or message, µs", *map(name_of, kinds)], rows)
            + "\n![Server CPU for a call or a message](images/server_cpu.svg)\n")


def open_loop(found):
    rows = []
    for kind in dict.fromkeys(run["server"] for run in found["open_loop"]):
        runs = [run for run in found["open_loop"] if run["server"] == kind]
        cells = [number(statistics.median(run["capacity"] for run in runs))]
        for share in (0.5, 0.8):
            p99 = spread([run["p99_us"] for run in runs if run["share"] == share])
            cells.append(f"{number(p99['median'])} [{number(p99['min'])}..{number(p99['max'])}]")
        rows.append([name_of(kind), *cells])
    return markdown(["server", "calls/s at most", "p99 at 50 % of that, µs", "at 80 %, µs"], rows)


def side_of(name):
    kind, side = name.split(" ")[:2]
    return f"{name_of(kind)}, {side}"


def instructions(found):
    rows = []
    for name, figures in found["instructions"].items():
        engine = sum(cost for library, cost in figures["by_library"].items()
                     if re.match(r"lib(nghttp2|grpc)", library))
        rows.append([side_of(name), number(figures["instructions"]), number(engine),
                     f"{figures['allocations']:.0f}"])
    return markdown(["64 in flight on 1 connection", "instructions of a call",
                     "of which nghttp2 / gRPC", "allocations"], rows)


def system_calls(found):
    rows = {}
    for name, counts in found["system_calls"].items():
        rows.setdefault(side_of(name), []).append(f"{sum(counts.values()):.2f}")
    return markdown(["system calls of a call", "1 in flight", "64 in flight"],
                    [[name, *cells] for name, cells in rows.items()])


def coroutines(found):
    rows = []
    for name, figures in found["coroutines"].items():
        ns = spread(figures["ns"])
        rows.append(["tern" if name == "tern" else f"asio::co_spawn, {name}",
                     f"{ns['median']:.1f} [{ns['min']:.1f}..{ns['max']:.1f}]",
                     number(figures["instructions"])])
    return markdown(["a handler's coroutine with a child", "ns", "instructions"], rows)


def memory(found):
    return markdown(
        ["", "without any, MiB", "an idle connection, KiB", "an open stream, KiB", "start-up, ms"],
        [[name_of(kind), f"{figures['empty_mib']:.1f}", f"{figures['connection_kib']:.1f}",
          f"{figures['stream_kib']:.1f}", f"{spread(found['start_up'][kind])['median']:.0f}"]
         for kind, figures in found["memory"].items()])


def building(found):
    rows = []
    for kind, what in {**HELLO, **CLIENTS, **STATIC}.items():
        figures = found["building"].get(kind)
        if not figures:
            continue
        seconds = peak = libraries = ""
        if "runs" in figures:
            seconds = f"{statistics.median(run[0] for run in figures['runs']):.1f}"
            peak = f"{statistics.median(run[1] for run in figures['runs']):.0f}"
            libraries = f"{figures['library_bytes'] / 2**20:.0f}"
        rows.append([what + (", static" if kind in STATIC else ""), seconds, peak,
                     number(figures["stripped_bytes"] / 1024), libraries])
    return markdown(["hello world", "CPU of compiling, s", "peak, MiB",
                     "program, stripped, KiB", "shared libraries, MiB"], rows)


def methods(found):
    figures = found["methods"]
    if not figures:
        return "Not measured.\n"
    return markdown(["each of 100 more methods", ""], [
        ["CPU of compiling", f"{figures['compile_seconds'] * 1000:.0f} ms"],
        ["peak memory of compiling", f"{figures['compile_peak_kib'] / 1024:.1f} MiB"],
        ["program, stripped", f"{figures['program_bytes'] / 1024:.1f} KiB"],
        ["instructions of a call of another method: without, with them",
         f"{number(figures['call_instructions'])}, "
         f"{number(figures['call_instructions_with_all'])}"]])


SECTIONS = {"machine": machine, "judged": judged, "bound": bound, "cpu": cpu, "rates": rates,
            "other cases": other_cases, "open loop": open_loop, "instructions": instructions,
            "system calls": system_calls, "coroutines": coroutines, "memory": memory,
            "building": building, "methods": methods}


def of(found):
    """Name of a section -> its text."""
    if "cases" not in found or "codec" not in found:
        raise Failure("these are not the results of a whole run of bench/run.py")
    return {**{name: section(found) for name, section in SECTIONS.items()},
            **{name: section(found["codec"]) for name, section in codec_tables.SECTIONS.items()}}


def publish(sections, results, docs):
    """Writes each section between its marks in performance.md, and copies the plots."""
    page = docs / "performance.md"
    text = page.read_text()
    for name, section in sections.items():
        marks = re.compile(rf"(<!-- bench: {name} -->\n).*?(<!-- bench: end -->)", re.S)
        text, count = marks.subn(lambda found, body=section: f"{found[1]}\n{body}\n{found[2]}", text)
        if count != 1:
            raise Failure(f"{page} has {count} places for {name!r}")
    page.write_text(text)
    images = docs / "images"
    images.mkdir(exist_ok=True)
    for name in PLOTS:
        plot = Path(results) / name
        if plot.stat().st_size > MOST_PLOT_BYTES:
            raise Failure(f"{plot} has {plot.stat().st_size} bytes, more than {MOST_PLOT_BYTES}")
        shutil.copy(plot, images / name)
