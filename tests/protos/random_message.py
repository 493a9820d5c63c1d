# SPDX-License-Identifier: MIT
"""Messages with random fields, from descriptors alone."""
import random
import struct

# How deep a message goes at most, and how many elements a repeated field or a map has.
MAX_DEPTH = 4
MAX_ELEMENTS = 3

INTEGERS = {
    "int32": (-2**31, 2**31 - 1), "sint32": (-2**31, 2**31 - 1), "sfixed32": (-2**31, 2**31 - 1),
    "int64": (-2**63, 2**63 - 1), "sint64": (-2**63, 2**63 - 1), "sfixed64": (-2**63, 2**63 - 1),
    "uint32": (0, 2**32 - 1), "fixed32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1), "fixed64": (0, 2**64 - 1),
}


def type_name(field):
    return {getattr(field, name): name.removeprefix("TYPE_").lower()
            for name in dir(field) if name.startswith("TYPE_")}[field.type]


class Filler:
    """Fills messages; the same seed, the same messages."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def integer(self, low, high):
        near = [low, high, 0, 1, 127, 128, 300, -1]
        value = self.random.choice(near + [self.random.randint(low, high)] * 4)
        return min(max(value, low), high)

    def text(self):
        alphabet = "abc \"\\\n\0\x7f\x80ÿßλ世界\U0001f600"
        return "".join(self.random.choices(alphabet, k=self.random.randrange(20)))

    def real(self, double):
        value = self.random.choice([0.0, -0.0, 1.5, -1e10, float("inf"), float("-inf"),
                                    self.random.gauss(0, 1e6)])
        return value if double else struct.unpack("f", struct.pack("f", value))[0]

    def scalar(self, field):
        name = type_name(field)
        if name in INTEGERS:
            return self.integer(*INTEGERS[name])
        if name == "bool":
            return self.random.random() < 0.5
        if name == "string":
            return self.text()
        if name == "bytes":
            return self.random.randbytes(self.random.randrange(20))
        if name == "enum":
            numbers = [value.number for value in field.enum_type.values]
            if not field.enum_type.is_closed:
                numbers.append(self.integer(-2**31, 2**31 - 1))
            return self.random.choice(numbers)
        return self.real(name == "double")

    def fill(self, message, depth=0):
        """Sets about half of the fields, and all that are required."""
        for field in message.DESCRIPTOR.fields:
            if field.is_required or self.random.random() < 0.5:
                self.set(message, field, depth)
        return message

    def set(self, message, field, depth):
        is_message = field.message_type is not None
        is_map = is_message and field.message_type.GetOptions().map_entry
        count = self.random.randrange(MAX_ELEMENTS + 1)
        if is_message and depth >= MAX_DEPTH and not field.is_required:
            return
        if is_map:
            for _ in range(count):
                key = self.scalar(field.message_type.fields_by_name["key"])
                value = field.message_type.fields_by_name["value"]
                if value.message_type is None:
                    getattr(message, field.name)[key] = self.scalar(value)
                else:
                    self.fill(getattr(message, field.name)[key], depth + 1)
        elif field.is_repeated:
            for _ in range(count):
                if is_message:
                    self.fill(getattr(message, field.name).add(), depth + 1)
                else:
                    getattr(message, field.name).append(self.scalar(field))
        elif is_message:
            getattr(message, field.name).SetInParent()
            self.fill(getattr(message, field.name), depth + 1)
        else:
            setattr(message, field.name, self.scalar(field))
