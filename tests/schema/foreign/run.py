#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows tern's descriptors and `.proto` files to those who must understand them.

    run.py TOOL FOLDER      TOOL is tool.cpp, built; FOLDER is for what is made and installed

    protoc     compiles the text to the same descriptors, in every language of `.proto` files
    buf        builds all files to the same descriptors, google.protobuf included, and lints them
    Python     sees the same values in the same bytes, by the text alone
    buf again  finds the same breaking changes: breaking.py

Needs npm, pip, and apt's protobuf-compiler and libprotobuf-dev.
"""
import difflib
import json
import pathlib
import struct
import subprocess
import sys
import zlib

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "protos")]

import breaking  # noqa: E402
import sources  # noqa: E402
from buf import install_buf  # noqa: E402

# Compilers add what a contract does not have: extension ranges, editions of features, declarations.
OTHER_DESCRIPTORS = {"google/protobuf/descriptor.proto"}

# Rules of `buf lint` that the contracts break on purpose.
LINT = [
    # (categories, package, rules that do not hold, why)
    ("BASIC", "every/row", ["ENUM_NO_ALLOW_ALIAS", "ONEOF_LOWER_SNAKE_CASE"]),  # aliases, `_between`
    ("BASIC", "legacy", ["ENUM_FIRST_VALUE_ZERO", "FIELD_NOT_REQUIRED"]),  # proto2
    ("BASIC", "mixed", ["FIELD_NOT_REQUIRED"]),  # required
    ("BASIC", "circle", ["PACKAGE_NO_IMPORT_CYCLE"]),  # two packages that need each other
    # Names that are not for buf: Greeter, and one request for several methods.
    ("STANDARD", "hello", ["SERVICE_SUFFIX", "RPC_REQUEST_STANDARD_NAME",
                           "RPC_RESPONSE_STANDARD_NAME", "RPC_REQUEST_RESPONSE_UNIQUE"]),
]

# buf writes the default value 0.1 of a float with the digits of a double.
DOUBLE_DIGITS = '"0.10000000149011612"'

MESSAGES_PER_TYPE = 200


def check(name, problems):
    print(f"{'FAIL' if problems else 'pass'}  {name}")
    for problem in problems:
        print("      " + problem.replace("\n", "\n      "))
    return not problems


def texts_of(tool, path):
    """The files of a set, by name, as text."""
    said = subprocess.run([tool, "print", path], check=True, stdout=subprocess.PIPE, text=True).stdout
    said = said.replace(DOUBLE_DIGITS, '"0.1"')
    parts = said.split("=== ")[1:]
    return dict(part.split("\n", 1) for part in parts)


def differences(tool, ours, theirs, names):
    one, other = texts_of(tool, ours), texts_of(tool, theirs)
    for name in sorted(names(one, other)):
        if one.get(name) != other.get(name):
            lines = difflib.unified_diff(one.get(name, "").split("\n"),
                                         other.get(name, "").split("\n"), "tern", "theirs",
                                         lineterm="", n=8)
            yield name + "\n" + "\n".join(list(lines)[:40])


def is_own(name):
    return not name.startswith("google/")


def check_protoc(tool, folder, made, files):
    out = folder / "protoc.binpb"
    plain = [name for name in files if "edition =" not in (made / name).read_text()]
    plain.remove("contract.proto")  # it imports one of an edition
    assert len(plain) == len(files) - 2
    subprocess.run(["protoc", f"-I{made}", "--include_imports", "-o", out, *plain], check=True)
    ours = made.with_suffix(".binpb")
    yield from differences(tool, ours, out, lambda one, other: filter(is_own, other))


def check_new_protoc(tool, folder, made, files):
    out = folder / "new_protoc.binpb"
    sources.protoc(f"-I{made}", "--include_imports", f"--descriptor_set_out={out}", *files)
    ours = made.with_suffix(".binpb")
    yield from differences(tool, ours, out, lambda one, other: filter(is_own, {*one, *other}))


def check_buf(tool, folder, made, buf):
    out = folder / "buf.binpb"
    (made / "buf.yaml").write_text("version: v2\n")
    subprocess.run([buf, "build", made, "--as-file-descriptor-set", "-o", out], check=True)
    ours = made.with_suffix(".binpb")
    yield from differences(tool, ours, out,
                           lambda one, other: {*one, *other} - OTHER_DESCRIPTORS)


def check_format(made, buf):
    said = subprocess.run([buf, "format", "--diff", made], stdout=subprocess.PIPE, text=True).stdout
    if said:
        yield said


def check_lint(made, buf):
    for categories, folder, exceptions in LINT:
        config = json.dumps({"version": "v2", "lint": {"use": [categories], "except": exceptions}})
        said = subprocess.run([buf, "lint", made, "--path", made / folder, "--config", config],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if said.returncode != 0:
            yield f"{folder}: {said.stdout}"


def check_parser(tool, folder):
    """tern's own reader of .proto files, on Google's."""
    include = pathlib.Path("/usr/include")
    names = sorted(str(path.relative_to(include)) for path in
                   [*include.glob("google/protobuf/*.proto"),
                    *include.glob("google/protobuf/compiler/*.proto")])
    parsed, compiled = folder / "parsed.binpb", folder / "compiled.binpb"
    parsed.write_bytes(subprocess.run([tool, "parse", include, *names], check=True,
                                      stdout=subprocess.PIPE).stdout)
    subprocess.run(["protoc", f"-I{include}", "--include_imports", "-o", compiled, *names], check=True)
    strip_options(compiled)
    yield from differences(tool, parsed, compiled, lambda one, other: {*one, *other})


def strip_options(path):
    """Takes away what tern's reader leaves out: the options of files."""
    from google.protobuf import descriptor_pb2
    files = descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes())
    for file in files.file:
        file.ClearField("options")
    path.write_bytes(files.SerializeToString())


def records(path):
    """Random messages of all types of the contracts, by what protoc made of the text."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from random_message import Filler

    class ContractFiller(Filler):
        """Times within what every type of the contracts can hold."""

        def fill(self, message, depth=0):
            if message.DESCRIPTOR.full_name in ("google.protobuf.Timestamp", "google.protobuf.Duration"):
                message.seconds = self.random.choice([0, 1, self.random.randrange(2**32)])
                return message
            return super().fill(message, depth)

    files = descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    for name in ["Scalars", "Borrowed", "Presence", "Lists", "Maps", "Choice", "Times", "Known",
                 "Outer", "AllOptions"]:
        yield from random_messages(pool, "every.row.v1." + name, ContractFiller, message_factory)
    for name in ["legacy.Parcel", "mixed.v2beta1.Whole", "circle.one.Animal", "Alone",
                 "hello.v1.HelloRequest"]:
        yield from random_messages(pool, name, ContractFiller, message_factory)


def random_messages(pool, name, filler_class, message_factory):
    message_class = message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
    filler = filler_class(zlib.crc32(name.encode()))
    for _ in range(MESSAGES_PER_TYPE):
        yield name, filler.fill(message_class())


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def dump(message, path=""):
    """As dump.hpp."""
    for field in message.DESCRIPTOR.fields:
        name, value = f"{path}.{field.name}", getattr(message, field.name)
        if is_map(field):
            key = field.message_type.fields_by_name["key"]
            inner = field.message_type.fields_by_name["value"]
            for one in value:
                yield from dump_value(inner, f"{name}[{scalar(key, one)}]", value[one])
        elif field.is_repeated:
            for index, one in enumerate(value):
                yield from dump_value(field, f"{name}[{index}]", one)
        elif field.has_presence or not is_zero(field, value):
            if not field.has_presence or message.HasField(field.name):
                yield from dump_value(field, name, value)


def is_zero(field, value):
    return value == field.default_value and not str(value).startswith("-0.0")


def dump_value(field, path, value):
    if field.message_type is not None:
        yield from dump(value, path)
    else:
        yield f"{path}={scalar(field, value)}"


def scalar(field, value):
    if isinstance(value, str):
        return "x" + value.encode().hex()
    if isinstance(value, bytes):
        return "x" + value.hex()
    if field.type == field.TYPE_DOUBLE:
        return struct.unpack("<Q", struct.pack("<d", value))[0]
    if field.type == field.TYPE_FLOAT:
        return struct.unpack("<I", struct.pack("<f", value))[0]
    return int(value)


def without_empty(message):
    """Without the messages that are there and empty: a plain member of a contract has no presence."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        values = ([value[key] for key in value] if is_map(field) else
                  list(value) if field.is_repeated else [value])
        if is_map(field) and field.message_type.fields_by_name["value"].message_type is None:
            continue
        for one in values:
            without_empty(one)
        if not field.is_repeated and value.ByteSize() == 0 and field.containing_oneof is None:
            message.ClearField(field.name)
    return message


def check_values(tool, path):
    sent = list(records(path))
    asked = b"".join(struct.pack("=I", len(part)) + part for name, message in sent
                     for part in (name.encode(), message.SerializeToString()))
    said = subprocess.run([tool, "values"], input=asked, stdout=subprocess.PIPE, check=True).stdout
    answers, at = [], 0
    while at < len(said):
        (size,) = struct.unpack_from("=I", said, at)
        answers.append(said[at + 4:at + 4 + size])
        at += 4 + size
    assert len(answers) == 2 * len(sent) and len(sent) > 1000
    failures = 0
    for (name, message), seen, encoded in zip(sent, answers[::2], answers[1::2]):
        wanted = sorted(dump(message))
        if sorted(filter(None, seen.decode().split("\n"))) != wanted:
            failures += 1
            if failures < 5:
                yield f"{name}: tern sees\n{seen.decode()}\nexpected\n" + "\n".join(wanted)
        elif without_empty(type(message).FromString(encoded)) != without_empty(message):
            failures += 1
            if failures < 5:
                yield f"{name}: encoded again it is {type(message).FromString(encoded)}, not {message}"


def main():
    tool, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    sources.install_python_packages(folder / "python")
    buf = install_buf(folder)
    made = folder / "made"
    subprocess.run([tool, "export", made], check=True)
    files = sorted(str(path.relative_to(made)) for path in made.rglob("*.proto"))
    passed = [
        check("protoc of this system", list(check_protoc(tool, folder, made, files))),
        check("protoc that knows editions", list(check_new_protoc(tool, folder, made, files))),
        check("buf build", list(check_buf(tool, folder, made, buf))),
        check("buf format", list(check_format(made, buf))),
        check("buf lint", list(check_lint(made, buf))),
        check("tern reads .proto files", list(check_parser(tool, folder))),
        check("values, both ways", list(check_values(tool, folder / "new_protoc.binpb"))),
        check("buf breaking", list(breaking.compare(tool, folder, buf))),
    ]
    print(f"{sum(passed)} of {len(passed)} passed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
