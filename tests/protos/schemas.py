# SPDX-License-Identifier: MIT
"""Compares what tern says about a contract with the `.proto` file that the contract was made of.

Everything that a header keeps must come back, whatever syntax tern chooses for it: the features are
compared, not how they are spelt. What a header does not keep is in docs/protoc-gen-tern.md.
"""


def default_of(field):
    """The default value as text; with a zero byte in it there is none in a header."""
    if not field.has_default_value:
        return None
    value = field.default_value
    if isinstance(value, (str, bytes)) and (0 in value if isinstance(value, bytes) else "\0" in value):
        return None
    return repr(value)


def describe_field(field):
    options = field.GetOptions()
    oneof = field.containing_oneof
    if oneof is not None and len(oneof.fields) == 1 and oneof.name.startswith("_"):
        oneof = None  # what comes with a proto3 optional
    type_name = field.message_type or field.enum_type
    is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
    return {
        "name": field.name,
        "json_name": field.json_name,
        "type": field.type,
        "type_name": None if is_map or type_name is None else type_name.full_name,
        "entry": {part.name: describe_field(part) for part in type_name.fields} if is_map else None,
        "repeated": field.is_repeated,
        "required": field.is_required,
        "presence": field.has_presence,
        "packed": field.is_packed,
        "oneof": oneof and renamed(oneof.name),
        "default": default_of(field),
        "deprecated": options.deprecated,
        "debug_redact": options.debug_redact,
    }


def renamed(oneof):
    """A oneof that is a keyword in C++ has an underscore; tests/protos/local/names.proto has one."""
    return oneof + "_" if oneof == "union" else oneof


def reserved(proto):
    numbers = set()
    for one in proto.reserved_range:
        numbers.add((one.start, one.end))
    return sorted(numbers), sorted(proto.reserved_name)


def describe_message(message):
    from google.protobuf import descriptor_pb2

    proto = descriptor_pb2.DescriptorProto()
    message.CopyToProto(proto)
    return {"fields": {field.number: describe_field(field) for field in message.fields},
            "reserved": reserved(proto)}


def describe_enum(enum):
    return {"values": {value.name: value.number for value in enum.values},
            "closed": enum.is_closed}


def describe_service(service):
    return {method.name: (method.input_type.full_name, method.output_type.full_name,
                          method.client_streaming, method.server_streaming)
            for method in service.methods}


def types_of(file):
    """Full name to description, of a FileDescriptor with all that is in it."""
    types = {}

    def add(message):
        if message.GetOptions().map_entry:
            return
        types[message.full_name] = describe_message(message)
        for nested in message.nested_types:
            add(nested)
        for enum in message.enum_types:
            types[enum.full_name] = describe_enum(enum)

    for message in file.message_types_by_name.values():
        add(message)
    for enum in file.enum_types_by_name.values():
        types[enum.full_name] = describe_enum(enum)
    for service in file.services_by_name.values():
        types[service.full_name] = describe_service(service)
    return types


def files_in(data):
    from google.protobuf import descriptor_pb2, descriptor_pool

    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet.FromString(data)
    for file in files.file:
        pool.Add(file)
    return [pool.FindFileByName(file.name) for file in files.file]


def difference(wanted, found, path=""):
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in wanted.keys() | found.keys():
            if wanted.get(key) != found.get(key):
                return difference(wanted.get(key), found.get(key), f"{path}.{key}")
    return f"{path}: {found}, expected {wanted}"


def compare(files, names, described):
    """How many types there are, and which differ, as texts. `described` is what tern says about each
    header: a FileDescriptorSet, an error, and more."""
    count = 0
    failures = []
    originals = {file.name: file for file in files_in(files.SerializeToString())}
    for name in names:
        wanted = types_of(originals[name])
        count += len(wanted)
        if not wanted:
            continue
        data, error, _ = described[name.removesuffix(".proto") + ".tern.hpp"]
        if error:
            failures += [f"{one}: not described: {error}" for one in wanted]
            continue
        found = {}
        for file in files_in(data):
            found |= types_of(file)
        for one in wanted:
            if wanted[one] != found.get(one):
                failures.append(f"{one}{difference(wanted[one], found.get(one))}")
    return count, failures
