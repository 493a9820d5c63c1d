#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes headers of real `.proto` files with protoc-gen-tern, compiles them, and compares with Google's
implementation: what tern decodes and encodes, for every message type; and what it says about the
contract in the header with the `.proto` file, for every message, enum and service.

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

import schemas
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


def described(headers, macro):
    """What the macro describes: full name to (header, C++ name)."""
    types = {}
    for path in sorted(headers.rglob("*.hpp")):
        text = path.read_text()
        found = re.search(r"^namespace ([\w:]+) \{$", text, re.MULTILINE)
        scope = found[1] if found else ""
        for cpp_name, full_name in re.findall(rf'^{macro}\(([\w:]+)(?:,\s+\(?"([\w.]+)")?', text,
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


def write_list(folder, kind, item, count):
    """The file with `all_KIND`, what all parts have."""
    listed = ", ".join(f"{kind}_{number}" for number in range(count))
    # A function's static: the parts are initialised before it, whatever the order of the files.
    path = folder / f"all_{kind}.cpp"
    path.write_text(
        f'#include "{item}.hpp"\n\n#include <span>\n\n' +
        "".join(f"extern const std::span<const {item}> {kind}_{number};\n"
                for number in range(count)) +
        f"std::span<const std::span<const {item}>> all_{kind}() {{\n"
        f"  static const std::span<const {item}> parts[] = {{{listed}}};\n"
        "  return parts;\n}\n")
    return path


def write_part(path, kind, item, includes, entries):
    name = f"{kind}_{path.stem.split('_')[-1]}"
    path.write_text(
        "".join(f'#include "{include}"\n' for include in sorted(set(includes))) +
        f'\n#include "{item}.hpp"\n\n#include <span>\n\n'
        f"static const {item} {kind}[] = {{\n" + "".join(entries) + "};\n"
        f"extern const std::span<const {item}> {name};\n"
        f"const std::span<const {item}> {name}{{{kind}}};\n")
    return path


def write_round_trip(types, folder):
    """The sources of the program that decodes and encodes."""
    names = sorted(types, key=lambda name: (types[name][0], name))
    parts = [names[at:at + TYPES_PER_PART] for at in range(0, len(names), TYPES_PER_PART)]
    written = [write_part(folder / f"types_{number}.cpp", "types", "message_type",
                          [types[name][0] for name in part],
                          [f'    {{"{name}", &round_trip<{types[name][1]}>}},\n' for name in part])
               for number, part in enumerate(parts)]
    return [*written, write_list(folder, "types", "message_type", len(parts)),
            HERE / "round_trip.cpp"]


def write_describe(declared, folder):
    """The sources of the program that says what the headers describe, header by header."""
    headers = {}
    for header, cpp_name in declared:
        headers.setdefault(header, []).append(cpp_name)
    parts = [[]]
    for header in sorted(headers):
        if sum(len(headers[one]) for one in parts[-1]) > TYPES_PER_PART:
            parts.append([])
        parts[-1].append(header)
    written = [write_part(folder / f"files_{number}.cpp", "files", "described_file", part,
                          [f'    {{"{header}", &tern::schema::types_of<{", ".join(headers[header])}>}},\n'
                           for header in part])
               for number, part in enumerate(parts)]
    return [*written, write_list(folder, "files", "described_file", len(parts)),
            HERE / "describe.cpp"]


def compile_all(arguments, headers, programs, build):
    """Programs by their names, from lists of sources."""
    flags = ["-std=c++20", "-O0", "-g0", *WARNINGS, f"-I{TOP / 'include'}", f"-I{HERE}",
             f"-I{headers}"]
    objects = build / "objects"
    objects.mkdir(exist_ok=True)

    def compile_one(source):
        target = objects / f"{source.stem}.o"
        done = subprocess.run([arguments.cxx, *flags, "-c", source, "-o", target],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return source, done.returncode, done.stdout

    everything = [source for sources_of_one in programs.values() for source in sources_of_one]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for source, status, said in pool.map(compile_one, everything):
            if status != 0:
                print("\n".join(said.split("\n")[:60]))
                sys.exit(f"{source.name} does not compile")
    for name, sources_of_one in programs.items():
        sources.run(arguments.cxx, *[objects / f"{source.stem}.o" for source in sources_of_one],
                    "-o", build / name)


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


def read_described(program):
    """What the program says: header to (FileDescriptorSet as bytes, error, name and text of files)."""
    said = subprocess.run([program], stdout=subprocess.PIPE, check=True).stdout
    texts = []
    at = 0
    while at < len(said):
        (size,) = struct.unpack_from("=I", said, at)
        texts.append(said[at + 4:at + 4 + size])
        at += 4 + size
    texts = iter(texts)
    answers = {}
    for header in texts:
        data, error, files = next(texts), next(texts), {}
        while name := next(texts):
            files[name.decode()] = next(texts).decode()
        answers[header.decode()] = (data, error.decode(), files)
    return answers


def compile_texts(described, folder):
    """What Google's compiler makes of the files that tern has written, in place of tern's word."""
    compiled = {}
    for number, (header, (_, error, texts)) in enumerate(sorted(described.items())):
        root = folder / str(number)
        for name, text in texts.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        out = root / "all.set"
        if texts:
            sources.protoc(f"-I{root}", "--include_imports", f"--descriptor_set_out={out}", *texts)
        compiled[header] = (out.read_bytes() if texts else b"", error, texts)
    return compiled


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
    messages = described(headers, "TERN_MESSAGE")
    expected = set(message_names(files))
    if set(messages) != expected:
        sys.exit(f"types without a header or the reverse: {sorted(set(messages) ^ expected)}")
    print(f"{len(sources.files_to_generate(files))} files, {len(messages)} message types", flush=True)

    parts = build / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    declared = [*messages.values(), *described(headers, "TERN_ENUM").values(),
                *described(headers, "TERN_SERVICE").values()]
    compile_all(arguments, headers, {"round_trip": write_round_trip(messages, parts),
                                     "describe": write_describe(declared, parts)}, build)
    records = random_records(files)
    failures = list(compare(build / "round_trip", records))
    said = read_described(build / "describe")
    texts = build / "written"
    shutil.rmtree(texts, ignore_errors=True)
    compared = 0
    for described_by in said, compile_texts(said, texts):
        count, different = schemas.compare(files, sources.files_to_generate(files), described_by)
        compared += count
        failures += different
    for failure in failures[:20]:
        print("FAILED:", failure[:2000])
    print(f"{len(records)} messages, {compared // 2} types as descriptors and as .proto files")
    print(f"{len(records) + compared - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
