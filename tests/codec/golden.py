#!/usr/bin/python3
"""Writes tests/codec/golden.hpp with Google's own encoder (apt: protobuf-compiler libprotobuf-dev
python3-protobuf).

With --check it compares instead.
"""
import pathlib
import subprocess
import sys
import tempfile

try:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
except ImportError:
    sys.exit("golden.py: install protobuf-compiler, libprotobuf-dev and python3-protobuf")

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE / "golden.hpp"


def schema():
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "set"
        subprocess.run(["protoc", f"-I{HERE}", "--include_imports", f"--descriptor_set_out={out}",
                        "golden.proto"], check=True)
        files = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    names = ["Scalars", "Inner", "Presence", "Lists", "Maps", "Choice", "Node", "Times"]
    types = [pool.FindMessageTypeByName("golden." + name) for name in names]
    if hasattr(message_factory, "GetMessageClass"):  # since 4.22
        return [message_factory.GetMessageClass(type) for type in types]
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(type) for type in types]


def table():
    Scalars, Inner, Presence, Lists, Maps, Choice, Node, Times = schema()
    yield "no_scalars", Scalars()
    yield "scalars", Scalars(
        i32=150, i64=1 << 40, u32=4294967295, u64=18446744073709551615, s32=-2, s64=-(1 << 40),
        f32=0xdeadbeef, f64=0x0123456789abcdef, sf32=-2, sf64=-3, flag=True, single=1.5,
        twice=-0.25, text="Grüße, 世界", blob=b"\x00\xff\x80", raw=b"\xfe", color=1)
    yield "negative_scalars", Scalars(
        i32=-1, i64=-1, s32=-2147483648, s64=-9223372036854775808, color=-1, single=-0.0,
        twice=-0.0)
    yield "unknown_color", Scalars(color=77)
    yield "nothing_present", Presence()
    yield "defaults_present", Presence(
        number=0, text="", flag=False, maybe=Inner(), boxed=Inner(), unique=Inner(), color=0)
    yield "all_present", Presence(
        number=-5, text="x", flag=True, plain=Inner(number=1), maybe=Inner(text="m"),
        boxed=Inner(number=2, text="b"), unique=Inner(number=3), color=1)
    yield "no_lists", Lists()
    yield "lists", Lists(
        i32=[0, 1, -1, 300], s64=[-1, 1 << 35], f32=[1, 2], twice=[0.0, -0.0, 2.5],
        flags=[True, False, True], colors=[0, 1, -1], texts=["", "a", "bc"], blobs=[b"", b"\xff"],
        inners=[Inner(), Inner(number=1, text="i")], apart=[1, 0, -1], flags_apart=[True, False],
        fixed_apart=[0, 1 << 63])
    maps = Maps()
    maps.names[7] = "seven"
    maps.inners["k"].number = 1
    maps.numbers[-1] = 1
    maps.blobs[True] = b"\x01"
    maps.hashed["h"] = 0
    maps.colors[0] = 0
    yield "maps", maps
    empty = Maps()
    empty.names[0] = ""
    empty.inners[""].SetInParent()
    yield "default_entries", empty
    yield "no_choice", Choice(before=1, between=2, after=3)
    yield "text_choice", Choice(before=1, text="t", between=2, after=3)
    yield "default_text_choice", Choice(text="")
    yield "blob_choice", Choice(blob=b"\xff", between=2)
    yield "number_choice", Choice(number=-1, between=2)
    yield "other_choice", Choice(other=-1, after=1)
    yield "inner_choice", Choice(inner=Inner(number=9))
    yield "default_inner_choice", Choice(inner=Inner())
    yield "nodes", Node(
        value=1, next=Node(value=2, next=Node(value=3)),
        children=[Node(value=4, children=[Node(value=5), Node()]), Node(next=Node())])
    times = Times()
    times.at.seconds, times.at.nanos = 1700000000, 123456789
    times.took.seconds, times.took.nanos = 1, 500000000
    times.history.add(seconds=-2, nanos=500000000)
    times.history.add()
    times.timeout.seconds = 3600
    yield "times", times
    negative = Times()
    negative.at.seconds, negative.at.nanos = -1, 999999999
    negative.took.seconds, negative.took.nanos = -1, -500000000
    yield "negative_times", negative


def text():
    lines = ["// SPDX-License-Identifier: MIT", "#pragma once", "", "#include <string_view>", "",
             "/// What Google's encoder makes of golden.proto. Written by tests/codec/golden.py; do "
             "not edit.", "namespace golden::bytes {", "", "// clang-format off"]
    for name, message in table():
        encoded = message.SerializeToString(deterministic=True).hex()
        quads = [encoded[i:i + 8] for i in range(0, len(encoded), 8)]
        rows = [" ".join(quads[i:i + 10]) for i in range(0, len(quads), 10)] or [""]
        lines.append(f"inline constexpr std::string_view {name} =")
        lines += [f'    "{row}{" " if i + 1 < len(rows) else ""}"' for i, row in enumerate(rows)]
        lines[-1] += ";"
    lines += ["// clang-format on", "", "}  // namespace golden::bytes"]
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1:] == ["--check"]:
        if not TARGET.exists() or TARGET.read_text() != text():
            sys.exit(f"{TARGET} is out of date: run tests/codec/golden.py")
    elif sys.argv[1:]:
        sys.exit("usage: tests/codec/golden.py [--check]")
    else:
        TARGET.write_text(text())


main()
