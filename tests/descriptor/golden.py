#!/usr/bin/python3
"""Writes tests/descriptor/golden.hpp with Google's own compiler (apt: protobuf-compiler
libprotobuf-dev).

With --check it compares instead.
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE / "golden.hpp"


SMALL = """syntax = "proto3";
message Small {
  optional int32 number = 1;
}
"""


def protoc(*arguments):
    try:
        subprocess.run(["protoc", *arguments], check=True)
    except FileNotFoundError:
        sys.exit("golden.py: install protobuf-compiler and libprotobuf-dev")


def descriptor_set(folder):
    out = folder / "set"
    protoc(f"-I{HERE}", "--include_source_info", f"--descriptor_set_out={out}", "golden.proto")
    return out.read_bytes()


def request(folder):
    """What the compiler says to a plugin; this one only keeps it."""
    plugin = folder / "protoc-gen-keep"
    plugin.write_text(f"#!/bin/sh\ncat >'{folder}/request'\n")
    plugin.chmod(0o755)
    (folder / "small.proto").write_text(SMALL)
    # Its answer is empty: it supports nothing, so the compiler refuses the optional field, later.
    subprocess.run(["protoc", f"-I{folder}", f"--plugin={plugin}", f"--keep_out=a=b,c:{folder}",
                    "small.proto"], stderr=subprocess.DEVNULL)
    return (folder / "request").read_bytes()


def hex_lines(data):
    groups = [data[at:at + 4].hex() for at in range(0, len(data), 4)]
    for at in range(0, len(groups), 10):
        rest = " " if at + 10 < len(groups) else ""
        yield f'    "{" ".join(groups[at:at + 10])}{rest}"'


def header():
    yield "// SPDX-License-Identifier: MIT"
    yield "#pragma once"
    yield ""
    yield "#include <string_view>"
    yield ""
    yield "/// What Google's compiler makes of golden.proto. Written by tests/descriptor/golden.py; do not"
    yield "/// edit."
    yield "namespace golden::bytes {"
    yield ""
    yield "// clang-format off"
    with tempfile.TemporaryDirectory() as folder:
        for make in descriptor_set, request:
            yield f"inline constexpr std::string_view {make.__name__} ="
            yield "\n".join(hex_lines(make(pathlib.Path(folder)))) + ";"
    yield "// clang-format on"
    yield ""
    yield "}  // namespace golden::bytes"


def main():
    text = "\n".join(header()) + "\n"
    if sys.argv[1:] == ["--check"]:
        if not TARGET.is_file() or TARGET.read_text() != text:
            sys.exit(f"{TARGET} differs: run tests/descriptor/golden.py")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        TARGET.write_text(text)


main()
