#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes headers of real `.proto` files with protoc-gen-tern, compiles them, and compares what tern
decodes and encodes with Google's implementation, for every message type.

    scripts/protos

usage: run.py --build-dir DIR --plugin PROTOC_GEN_TERN --cxx COMPILER

Ends with a line of counts. What it needs comes through pip and go: see sources.py.
"""
import argparse
import concurrent.futures
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import sources

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent

WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wno-unused-parameter",
            "-Wno-missing-field-initializers", "-Werror"]

# Random messages of each type, and how many types one translation unit has: a smaller number
# compiles more often, a larger one in larger steps.
MESSAGES_PER_TYPE = 8
TYPES_PER_PART = 60


def generate(files, build, plugin, parameters):
    """The folder with the headers."""
    out = build / "headers"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    described = build / "all.set"
    described.write_bytes(files.SerializeToString())
    names = sources.files_to_generate(files)
    sources.protoc(f"--descriptor_set_in={described}", f"--plugin=protoc-gen-tern={plugin}",
                   f"--tern_out={parameters}:{out}", *names)
    made = {str(path.relative_to(out)) for path in out.rglob("*.hpp")}
    expected = {name.removesuffix(".proto") + ".tern.hpp" for name in names}
    if made != expected:
        sys.exit(f"other headers than expected: {sorted(made ^ expected)}")
    return out


def described_types(headers):
    """What TERN_MESSAGE describes: full name to (header, C++ name)."""
    types = {}
    for path in sorted(headers.rglob("*.hpp")):
        text = path.read_text()
        found = re.search(r"^namespace ([\w:]+) \{$", text, re.MULTILINE)
        scope = found[1] if found else ""
        for cpp_name, full_name in re.findall(r'^TERN_MESSAGE\((\w+)(?:,\s+"([\w.]+)")?', text,
                                              re.MULTILINE):
            qualified = f"{scope}::{cpp_name}" if scope else cpp_name
            name = full_name or qualified.replace("::", ".")
            types[name] = (path.relative_to(headers), "::" + qualified)
    return types


def message_names(files):
    def names(messages, scope):
        for message in messages:
            if not message.options.map_entry:
                yield scope + message.name
                yield from names(message.nested_type, scope + message.name + ".")

    wanted = set(sources.files_to_generate(files))
    for file in files.file:
        if file.name in wanted:
            yield from names(file.message_type, file.package + "." if file.package else "")


def write_parts(types, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = sorted(types, key=lambda name: (types[name][0], name))
    parts = [names[at:at + TYPES_PER_PART] for at in range(0, len(names), TYPES_PER_PART)]
    for number, part in enumerate(parts):
        includes = sorted({f'#include "{types[name][0]}"\n' for name in part})
        entries = [f'    {{"{name}", &round_trip<{types[name][1]}>}},\n' for name in part]
        (folder / f"part_{number}.cpp").write_text(
            "".join(includes) + '\n#include "round_trip.hpp"\n\n#include <span>\n\n'
            "static const message_type types[] = {\n" + "".join(entries) + "};\n"
            f"extern const std::span<const message_type> part_{number};\n"
            f"const std::span<const message_type> part_{number}{{types}};\n")
    externs = "".join(f"extern const std::span<const message_type> part_{number};\n"
                      for number in range(len(parts)))
    listed = ", ".join(f"part_{number}" for number in range(len(parts)))
    # A function's static: the parts are initialised before it, whatever the order of the files.
    (folder / "all_types.cpp").write_text(
        '#include "round_trip.hpp"\n\n#include <span>\n\n' + externs +
        "std::span<const std::span<const message_type>> all_types() {\n"
        f"  static const std::span<const message_type> parts[] = {{{listed}}};\n"
        "  return parts;\n}\n")
    return sorted(folder.glob("*.cpp"))


def compile_all(arguments, headers, parts, build):
    flags = ["-std=c++20", "-O0", "-g0", *WARNINGS, f"-I{TOP / 'include'}", f"-I{HERE}",
             f"-I{headers}"]

    def compile_one(source):
        done = subprocess.run([arguments.cxx, *flags, "-c", source, "-o", source.with_suffix(".o")],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return source, done.returncode, done.stdout

    main = build / "parts" / "main.cpp"
    shutil.copyfile(HERE / "round_trip.cpp", main)
    everything = [*parts, main]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for source, status, said in pool.map(compile_one, everything):
            if status != 0:
                print("\n".join(said.split("\n")[:60]))
                sys.exit(f"{source.name} does not compile")
    program = build / "round_trip"
    sources.run(arguments.cxx, *[source.with_suffix(".o") for source in everything], "-o", program)
    return program


def fixed32_size(data):
    return struct.pack("=I", len(data)) + data


def ask(program, records):
    """What the program makes of (name, bytes), each (worked, bytes or error)."""
    asked = b"".join(fixed32_size(name.encode()) + fixed32_size(data) for name, data in records)
    said = subprocess.run([program], input=asked, stdout=subprocess.PIPE, check=True).stdout
    answers = []
    at = 0
    while at < len(said):
        (size,) = struct.unpack_from("=I", said, at + 1)
        answers.append((said[at] == 1, said[at + 5:at + 5 + size]))
        at += 5 + size
    if len(answers) != len(records):
        sys.exit(f"{len(records)} records, {len(answers)} answers")
    return answers


def unknown_field(number):
    """A varint field of that number."""
    tag = number << 3
    data = bytearray()
    while tag >= 0x80:
        data.append(tag & 0x7f | 0x80)
        tag >>= 7
    return bytes(data) + bytes([tag, 5])


def random_records(files):
    """Encoded messages of every type: empty, random, and with fields beyond those of the header."""
    from google.protobuf import descriptor_pool, message_factory
    from random_message import Filler

    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    classes = {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
               for name in message_names(files)}
    records = []
    for name, message_class in sorted(classes.items()):
        filler = Filler(zlib.crc32(name.encode()))
        for number in range(MESSAGES_PER_TYPE):
            message = message_class()
            if number != 0 or not message.IsInitialized():
                filler.fill(message)
            ranges = message.DESCRIPTOR.extension_ranges
            if ranges and number % 2 == 1:
                message.MergeFromString(unknown_field(ranges[-1][0]))
            records.append((name, message))
    return records


def compare(program, records):
    """Failures, as texts."""
    sent = [(name, message.SerializeToString()) for name, message in records]
    for (name, message), (worked, data) in zip(records, ask(program, sent)):
        if not worked:
            yield f"{name}: refused: {data.decode(errors='replace')}"
            continue
        try:
            again = type(message).FromString(data)
        except Exception as error:  # whatever the library calls it
            yield f"{name}: not understood: {error}"
            continue
        wanted = message.SerializeToString(deterministic=True)
        if again.SerializeToString(deterministic=True) != wanted:
            yield f"{name}: sent {message}, came back {again}"
        elif sorted(data) != sorted(wanted):  # in another order: the entries of maps have none
            yield f"{name}: other bytes than Google's: {data.hex()}, expected {wanted.hex()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build-dir", required=True, type=Path)
    parser.add_argument("--plugin", required=True, type=Path)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    build = arguments.build_dir.resolve()

    files = sources.fetch(build)
    headers = generate(files, build, arguments.plugin.resolve(), "")
    types = described_types(headers)
    expected = set(message_names(files))
    if set(types) != expected:
        sys.exit(f"types without a header or the reverse: {sorted(set(types) ^ expected)}")
    print(f"{len(sources.files_to_generate(files))} files, {len(types)} message types", flush=True)

    program = compile_all(arguments, headers, write_parts(types, build / "parts"), build)
    records = random_records(files)
    failures = list(compare(program, records))
    for failure in failures[:20]:
        print("FAILED:", failure[:2000])
    print(f"{len(records) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
