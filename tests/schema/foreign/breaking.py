# SPDX-License-Identifier: MIT
"""Compares tern's compatibility check with `buf breaking`, rule by rule, over pairs of schemas.

What tern says on purpose and buf does not is in EXCEPTIONS, with the reason.
"""
import json
import re
import subprocess

HEADS = {"proto3": 'syntax = "proto3";', "proto2": 'syntax = "proto2";', "2023": 'edition = "2023";'}


def message(body, syntax="proto3", extra=""):
    return f"{HEADS[syntax]}\npackage @;\nmessage M {{ {body} }}\n{extra}\n"


def service(body, name="S"):
    inside = f"service {name} {{ {body} }}" if body is not None else ""
    return f'syntax = "proto3";\npackage @;\nmessage A {{}}\nmessage B {{}}\n{inside}\n'


def enum(body, syntax="proto3"):
    label = "optional " if syntax == "proto2" else ""
    return message(f"{label}E e = 1;", syntax, f"enum E {{ {body} }}")


def pairs(prefix, variants, make):
    """Each variant changed into each other one."""
    for before, one in variants.items():
        for after, other in variants.items():
            if before != after:
                yield f"{prefix}: {before} -> {after}", make(one), make(other)


TYPES = ("int32 int64 uint32 uint64 bool sint32 sint64 string bytes fixed32 sfixed32 fixed64 "
         "sfixed64 double float E I").split()
EXTRA = "enum E { Z = 0; } message I { int32 a = 1; }"
FIELDS = {
    "implicit": "int32 f = 1;", "optional": "optional int32 f = 1;", "repeated": "repeated int32 f = 1;",
    "map": "map<int32, int32> f = 1;", "map of another key": "map<int64, int32> f = 1;",
    "map of another value": "map<int32, string> f = 1;", "in a oneof": "oneof o { int32 f = 1; }",
    "in another oneof": "oneof p { int32 f = 1; }", "gone": "", "number reserved": "reserved 1;",
    "name reserved": 'reserved "f";', "all reserved": 'reserved 1; reserved "f";',
    "another name": "int32 g = 1;", "json_name": 'int32 f = 1 [json_name = "G"];',
    "a message": "I f = 1;", "repeated message": "repeated I f = 1;",
    "deprecated": "int32 f = 1 [deprecated = true];",
}
PROTO2_FIELDS = {
    "optional": "optional int32 f = 1;", "required": "required int32 f = 1;",
    "repeated": "repeated int32 f = 1;", "default 5": "optional int32 f = 1 [default = 5];",
    "default 0": "optional int32 f = 1 [default = 0];",
    "int64 of default 5": "optional int64 f = 1 [default = 5];",
    "required, default 5": "required int32 f = 1 [default = 5];",
    "group": "optional group F = 1 { optional int32 a = 1; }",
    "message": "optional F f = 1; message F { optional int32 a = 1; }", "gone": "",
    "string": "optional string f = 1;", "string, default": 'optional string f = 1 [default = "x"];',
    "string, default empty": 'optional string f = 1 [default = ""];',
}
METHODS = {
    "unary": "rpc F(A) returns (B);", "gone": "", "request": "rpc F(B) returns (B);",
    "reply": "rpc F(A) returns (A);", "client stream": "rpc F(stream A) returns (B);",
    "server stream": "rpc F(A) returns (stream B);",
    "idempotent": "rpc F(A) returns (B) { option idempotency_level = NO_SIDE_EFFECTS; }",
}
VALUES = {
    "two": "Z = 0; ONE = 1;", "one": "Z = 0;", "renamed": "Z = 0; UNO = 1;",
    "renumbered": "Z = 0; ONE = 2;", "alias": "option allow_alias = true; Z = 0; ONE = 1; UNO = 1;",
    "number reserved": "reserved 1; Z = 0;", "name reserved": 'reserved "ONE"; Z = 0;',
    "all reserved": 'reserved 1; reserved "ONE"; Z = 0;',
    "a range": 'reserved 1 to 5; reserved "ONE"; Z = 0;',
    "two ranges": 'reserved 1 to 2, 3 to 6; reserved "ONE"; Z = 0;',
}


def cases():
    yield from pairs("type", {name: name for name in TYPES},
                     lambda name: message(f"{name} f = 1;", extra=EXTRA))
    yield from pairs("field", FIELDS, lambda body: message(body, extra=EXTRA))
    yield from pairs("proto2", PROTO2_FIELDS, lambda body: message(body, "proto2"))
    yield from pairs("rpc", METHODS, service)
    yield from pairs("enum", VALUES, enum)
    plain, explicit = message("optional int32 f = 1;"), message("optional int32 f = 1;", "proto2")
    yield "proto3 -> proto2", plain, explicit
    yield "proto2 -> proto3", explicit, plain
    yield "proto3 -> edition", plain, message("int32 f = 1;", "2023")
    group = "message F { int32 a = 1; } F f = 1"
    delimited = message(group + " [features.message_encoding = DELIMITED];", "2023")
    yield "group -> delimited", message("optional group F = 1 { optional int32 a = 1; }", "proto2"), delimited
    yield "message -> delimited", message(group + ";", "2023"), delimited
    field = message("int32 f = 1;", "2023")
    for presence in ("IMPLICIT", "LEGACY_REQUIRED"):
        other = message(f"int32 f = 1 [features.field_presence = {presence}];", "2023")
        yield f"explicit -> {presence}", field, other
        yield f"{presence} -> explicit", other, field
    yield "enum proto3 -> proto2", enum("Z = 0;"), enum("Z = 0;", "proto2")
    yield "enum open -> closed", enum("Z = 0;", "2023"), enum("option features.enum_type = CLOSED; Z = 0;", "2023")
    legacy = "option features.json_format = LEGACY_BEST_EFFORT; "
    yield "JSON of a message", field, message(legacy + "int32 f = 1;", "2023")
    yield "JSON of an enum", enum("Z = 0;", "2023"), enum(legacy + "Z = 0;", "2023")
    method = METHODS["unary"]
    yield "service gone", service(method), service(None)
    yield "service renamed", service(method), service(method, "T")
    yield "message gone", message("int32 f = 1;", extra="message U { M m = 1; }"), message("int32 f = 1;")
    yield "message renamed", message("I f = 1;", extra="message I {}"), message("J f = 1;", extra="message J {}")
    yield "a wider enum of that name", message("E f = 1;", extra="enum E { Z = 0; }"), message(
        "N.E f = 1;", extra="message N { enum E { Z = 0; Y = 1; } }")
    yield "a narrower enum of that name", message("E f = 1;", extra="enum E { Z = 0; Y = 1; }"), message(
        "N.E f = 1;", extra="message N { enum E { Z = 0; } }")
    yield "another enum", message("E f = 1;", extra="enum E { Z = 0; }"), message(
        "F f = 1;", extra="enum F { Z = 0; Y = 1; }")
    yield "reserved split", message("reserved 5 to 10;"), message("reserved 5 to 7, 8 to 12;")
    yield "reserved less", message("reserved 5 to 10;"), message("reserved 5 to 7, 9 to 12;")
    yield "reserved more", message("reserved 5 to 10;"), message("reserved 1 to 20;")
    yield "reserved name gone", message('reserved "a", "b";'), message('reserved "b";')
    yield "map of another message", message("map<int32, I> f = 1;", extra="message I {}"), message(
        "map<int32, J> f = 1;", extra="message J {}")
    yield "unpacked", message("repeated int32 f = 1;"), message("repeated int32 f = 1 [packed = false];")
    yield "a field more", message("int32 f = 1;"), message("int32 f = 1; string g = 2;")
    yield "a method more", service(method), service(method + " rpc G(A) returns (B);")


# (level, case) or case: the rules that only tern, or only buf, names; and why.
EXCEPTIONS = {
    "message gone": ({"MESSAGE_NO_DELETE"}, set()),  # nothing used it, so nothing else misses it
    # Required is required, in an edition as well.
    "explicit -> LEGACY_REQUIRED": ({"MESSAGE_SAME_REQUIRED_FIELDS"}, set()),
    "LEGACY_REQUIRED -> explicit": ({"MESSAGE_SAME_REQUIRED_FIELDS"}, set()),
    # Protobuf says that an open enum and a number are read as each other; buf cannot know the values.
    **{("WIRE", f"type: {one} -> {other}"): (set(), {"FIELD_WIRE_COMPATIBLE_TYPE"})
       for a in ("int32", "int64", "uint32", "uint64", "bool")
       for one, other in ((a, "E"), ("E", a))},
}


def write(folder, number, text):
    package = f"c{number}.v1"
    path = folder / f"c{number}" / "v1" / "t.proto"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("@", package))
    return str(path.relative_to(folder))


def compare(tool, folder, buf):
    """The differences, as texts."""
    names, sides = [], [folder / "breaking" / side for side in ("before", "after")]
    files = [[], []]
    for number, (name, *texts) in enumerate(cases()):
        names.append(name)
        for side, text, written in zip(sides, texts, files):
            written.append(write(side, number, text))
    sets = []
    for side, written in zip(sides, files):
        out = side.with_suffix(".binpb")
        out.write_bytes(subprocess.run([tool, "parse", side, *written], check=True,
                                       stdout=subprocess.PIPE).stdout)
        sets.append(out)
    for level in ("WIRE_JSON", "WIRE"):
        use = [level, "RPC_NO_DELETE", "PACKAGE_SERVICE_NO_DELETE"]
        config = json.dumps({"version": "v2", "breaking": {"use": use}})
        said = subprocess.run([buf, "breaking", sides[1], "--against", sides[0], "--config", config,
                               "--against-config", config, "--error-format", "json"],
                              stdout=subprocess.PIPE, text=True)
        assert said.returncode in (0, 100), said
        theirs = {}
        for line in said.stdout.splitlines():
            found = json.loads(line)
            place = found.get("path") or found["message"]
            number = int(re.search(r"\bc(\d+)[/.]v1\b", place)[1])
            theirs.setdefault(number, set()).add(found["type"].replace("PACKAGE_SERVICE", "SERVICE"))
        lines = subprocess.run([tool, "breaking", level.lower(), *sets], check=True,
                               stdout=subprocess.PIPE, text=True).stdout.splitlines()
        ours = {}
        for line in lines:
            path, rule, _ = line.split(": ", 2)
            ours.setdefault(int(path.split(".")[0][1:]), set()).add(rule)
        for number, name in enumerate(names):
            one, other = ours.get(number, set()), theirs.get(number, set())
            more, less = EXCEPTIONS.get(name) or EXCEPTIONS.get((level, name)) or (set(), set())
            if (one - other, other - one) != (more, less):
                yield f"{level}: {name}: tern {sorted(one)}, buf {sorted(other)}"
