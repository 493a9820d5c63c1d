#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tests/protoc_gen_tern/golden.tern.hpp with protoc-gen-tern (apt: protobuf-compiler).

usage: golden.py [--check] PROTOC_GEN_TERN

With --check it compares instead.
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NAME = "golden.tern.hpp"


def main():
    arguments = sys.argv[1:]
    check = arguments[:1] == ["--check"]
    if len(arguments) != 1 + check:
        sys.exit(__doc__)
    plugin = pathlib.Path(arguments[-1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(["protoc", f"-I{HERE}", f"--plugin=protoc-gen-tern={plugin}",
                            f"--tern_out={folder}", "golden.proto"], check=True)
        except FileNotFoundError:
            sys.exit("golden.py: install protobuf-compiler")
        text = (pathlib.Path(folder) / NAME).read_text()
    if not check:
        (HERE / NAME).write_text(text)
    elif (HERE / NAME).read_text() != text:
        sys.exit(f"{HERE / NAME} is out of date: run tests/protoc_gen_tern/golden.py")


main()
