"""What messages cost to compile: CPU seconds and peak memory more than the empty program."""

import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from figures import spread, verdict
from machine import TOP, Failure, compiler, progress

FLAGS = ["-std=c++20", "-O2", "-c", "-o", "/dev/null", f"-I{TOP / 'include'}"]
ROUNDS = 5

# CPU seconds beyond the empty program: must and goal are the same.
GOALS = {"40 messages of 8 fields": ("<=", 2.0, 2.0), "1 message of 200 fields": ("<=", 1.5, 1.5)}

EMPTY = "the empty program"

# Fields in turn: C++ and Protobuf.
TYPES = [
    ("std::string", "string"), ("std::int32_t", "int32"), ("std::int64_t", "int64"),
    ("bool", "bool"), ("double", "double"), ("std::vector<std::string>", "repeated string"),
    ("std::optional<std::int32_t>", "optional int32"), ("std::uint32_t", "uint32"),
]


def field_types(message, fields):
    """The types of one message: of its first eight fields some are other messages, and maps."""
    types = [TYPES[field % len(TYPES)] for field in range(fields)]
    if message % 4 == 0:
        types[7] = ("std::map<std::string, std::int64_t>", "map<string, int64>")
    elif message:
        types[7] = (f"std::vector<M{message - 1}>", f"repeated M{message - 1}")
    if message and message % 3 == 0:
        types[6] = (f"std::optional<M{message - 1}>", f"M{message - 1}")
    return types


INCLUDES = "#include <cstdint>\n#include <map>\n#include <optional>\n#include <string>\n#include <vector>\n"


def structs(messages, fields):
    text = INCLUDES + "namespace shop {\n"
    for message in range(messages):
        members = "".join(f"  {cpp} f{number}{{}};\n" for number, (cpp, _)
                          in enumerate(field_types(message, fields), 1))
        text += f"struct M{message} {{\n{members}}};\n"
    return text


def structs_alone(messages, fields):
    """What decoding asks of the structs, whoever does it: made, destroyed, and put into a vector
    where another message has a list of them. They are not copied, as decoding copies none."""
    text = "#include <new>\n" + structs(messages, fields) + "}\n"
    listed = {cpp for message in range(messages) for cpp, _ in field_types(message, fields)}
    for message in range(messages):
        name = f"shop::M{message}"
        text += (f"void make{message}(void* at) {{ ::new (at) {name}{{}}; }}\n"
                 f"void drop{message}({name}& m) {{ m.~M{message}(); }}\n")
        if f"std::vector<M{message}>" in listed:
            text += (f"void grow{message}(std::vector<{name}>& m, std::size_t size) "
                     "{ m.reserve(size); m.emplace_back(); }\n")
    return text


def described(messages, fields):
    text = "#include <tern/message.hpp>\n" + structs(messages, fields)
    for message in range(messages):
        entries = ", ".join(f"({number}, f{number})" for number in range(1, fields + 1))
        text += f"TERN_MESSAGE(M{message}, {entries})\n"
    return text + "}\n"


def binary(messages, fields):
    """All messages encoded and decoded."""
    text = described(messages, fields)
    for message in range(messages):
        name = f"shop::M{message}"
        text += (f"tern::buffer encode{message}(const {name}& m) "
                 "{ return tern::codec::encode(m); }\n"
                 f"tern::result<{name}> decode{message}(tern::byte_view b) "
                 f"{{ return tern::codec::decode<{name}>(b); }}\n")
    return text


def proto(messages, fields):
    text = 'syntax = "proto3";\npackage shop;\n'
    for message in range(messages):
        members = "".join(f"  {kind} f{number} = {number};\n" for number, (_, kind)
                          in enumerate(field_types(message, fields), 1))
        text += f"message M{message} {{\n{members}}}\n"
    return text


def protobuf(folder, messages, fields):
    """What protoc writes for the same messages; None where there is no protoc."""
    protoc = shutil.which("protoc")
    if not protoc:
        return None
    source = folder / f"messages_{messages}.proto"
    source.write_text(proto(messages, fields))
    subprocess.run([protoc, f"--proto_path={folder}", f"--cpp_out={folder}", source.name],
                   check=True)
    return (folder / f"messages_{messages}.pb.cc").read_text()


def sources(folder):
    yield EMPTY, "int main() {}\n"
    yield "message.hpp alone", "#include <tern/message.hpp>\nint main() {}\n"
    if (TOP / "include/tern/json.hpp").exists():
        yield "json.hpp alone", "#include <tern/json.hpp>\nint main() {}\n"
    for what, messages, fields in (("40 messages of 8 fields", 40, 8),
                                   ("1 message of 200 fields", 1, 200)):
        yield f"{what}, the structs alone", structs_alone(messages, fields)
        yield f"{what}, described and not used", described(messages, fields)
        yield what, binary(messages, fields)
        theirs = protobuf(folder, messages, fields)
        if theirs:
            yield f"{what}, protoc's .pb.cc", theirs


def compile_once(command, directory=None):
    """CPU seconds and peak MiB of one compilation."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=errors, stderr=errors, cwd=directory)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            raise Failure(errors.read().decode(errors="replace")[:4000])
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(options):
    """The table: all sources in turn, round after round."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cases = {}
        for name, text in sources(folder):
            path = folder / f"case{len(cases)}.cpp"
            path.write_text(text)
            cases[name] = [compiler() or "c++", *FLAGS, f"-I{folder}", str(path)]
        runs = {name: [] for name in cases}
        for round_number in range(ROUNDS):
            for name, command in cases.items():
                progress(f"round {round_number + 1} of {ROUNDS}: {name}")
                runs[name].append(compile_once(command))
        progress("")

    print(f"CPU seconds more than {EMPTY}: median of {ROUNDS} rounds [least..greatest]; peak memory")
    results = []
    for name, figures in runs.items():
        empty = runs[EMPTY] if name != EMPTY else [(0, 0)] * ROUNDS
        seconds = spread([cpu - base for (cpu, _), (base, _) in zip(figures, empty)])
        megabytes = statistics.median(peak for _, peak in figures)
        print(f"  {name:50}{seconds['median']:7.2f} s"
              f"  [{seconds['min']:.2f}..{seconds['max']:.2f}]{megabytes:8.0f} MiB"
              f"   {verdict(GOALS.get(name), seconds)}".rstrip())
        results.append({"source": name, "seconds": seconds, "peak_mib": megabytes})
    return {"compile_time": results}
