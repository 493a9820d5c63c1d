"""The tables of docs/performance.md on the codec, from what bench/codec/run.py has found."""

import statistics

from figures import verdict
from markdown import between, markdown, number

LIBRARIES = ("by hand", "tern", "protobuf", "protobuf arena", "zpp_bits", "struct_pb")
OPERATIONS = {
    "size": "size", "encode": "encode", "encode new": "encode to memory of its own",
    "decode": "decode", "decode result": "decode by value",
    "decode reused": "decode into a used object",
    "decode arena": "decode into an arena that is kept",
    "decode borrowed": "decode, texts borrowed",
}
JSON_LIBRARIES = ("tern", "simdjson", "RapidJSON", "nlohmann-json", "protobuf", "by hand")
JSON_OPERATIONS = {"json write": "write", "json read": "read"}


def key(row):
    return row["library"], row["operation"], row["message"]


def messages(found):
    return list(dict.fromkeys(row["message"] for row in found["times"]))


def nanoseconds(row):
    value = statistics.median(row["ns"])
    return f"{number(value / 1000)} µs" if value >= 10_000 else number(value)


def thousands(instructions):
    return number(instructions) if instructions < 100_000 else f"{number(instructions / 1000)}k"


def binary(found):
    """A table for each message: nanoseconds and instructions."""
    times = {key(row): row for row in found["times"]}
    counts = {key(row): row for row in found["instructions"]}
    parts = []
    for message in messages(found):
        size = times["tern", "encode", message]["bytes"]
        libraries = [each for each in LIBRARIES if (each, "encode", message) in times
                     or (each, "decode", message) in times]
        allocations = ", ".join(
            f"{each} {counts[each, 'decode', message]['allocations']:.0f}" for each in libraries
            if (each, "decode", message) in counts)
        rows = []
        for operation, name in OPERATIONS.items():
            cells = []
            for library in libraries:
                at = library, operation, message
                cells.append(f"{nanoseconds(times[at])} / {thousands(counts[at]['instructions'])}"
                             if at in times and at in counts else "")
            rows.append([name, *cells])
        parts.append(f"{message}, {number(size)} bytes; allocations of a decode: {allocations}\n\n"
                     + markdown(["", *libraries], rows))
    return "\n".join(parts)


def ratio_rows(found, operations, judged_by):
    """tern by the others, where there is a must; `judged_by`: which of the two ratios it is for."""
    counted = {(row["message"], row["operation"], row["other"]): row["ratio"]
               for row in found["instruction_ratios"]}
    rows = []
    for row in found["time_ratios"]:
        if not row["goal"] or row["operation"] not in operations:
            continue
        instructions = counted.get((row["message"], row["operation"], row["other"]))
        sign, must, goal = row["goal"]
        judged = instructions if judged_by == "instructions" and instructions else row["ratio"]
        rows.append([f"{row['message']}, {operations[row['operation']]} / {row['other']}",
                     between(instructions) if instructions else "", between(row["ratio"]),
                     f"{must:g}", f"{goal:g}",
                     verdict((sign, must, goal), judged).rsplit(" ", 1)[-1].lower()])
    return rows


def ratios(found):
    return markdown(["tern / other", "instructions", "time [least..greatest]", "must", "goal", ""],
                    ratio_rows(found, OPERATIONS, "instructions"))


def json(found):
    """Nanoseconds of each library, and tern by the fastest of the others."""
    times = {key(row): row for row in found["times"]}
    rows = []
    for message in messages(found):
        for operation, name in JSON_OPERATIONS.items():
            cells = [nanoseconds(times[library, operation, message])
                     if (library, operation, message) in times else ""
                     for library in JSON_LIBRARIES]
            rows.append([f"{message}, {name}", *cells])
    return (markdown(["", *JSON_LIBRARIES], rows) + "\n" + markdown(
        ["tern / the fastest other library", "instructions", "time [least..greatest]", "must",
         "goal", ""], ratio_rows(found, JSON_OPERATIONS, "time")))


SECTIONS = {"codec": binary, "codec ratios": ratios, "json": json}
