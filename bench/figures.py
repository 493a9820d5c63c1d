"""What a benchmark says about its figures."""

import re
import statistics
from collections import Counter
from pathlib import Path


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def exactly(value):
    """The spread of a figure that is counted, not measured."""
    return {"median": value, "min": value, "max": value}


def verdict(goal, ratio):
    """How a ratio stands to its must and goal; failed only if the whole spread is beyond it."""
    if goal is None:
        return ""
    sign, must, wanted = goal
    def holds(value, bound):
        return value <= bound if sign == "<=" else value >= bound
    if holds(ratio["median"], wanted):
        word = "goal"
    elif holds(ratio["median"], must):
        word = "must"
    elif holds(ratio["min" if sign == "<=" else "max"], must):
        word = "MISSED?"
    else:
        word = "MISSED"
    return f"must {sign} {must:g}, goal {sign} {wanted:g}: {word}"


class Profile:
    """What a file of callgrind says: instructions by function and library, and allocations."""

    ALLOCATORS = {"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign"}

    def __init__(self, path):
        self.by_function = Counter()
        self.by_library = Counter()
        self.allocations = 0
        names = {}
        library = function = callee = None
        skip = False
        for line in path.read_text().split("\n"):
            if match := re.match(r"(c?fn|c?ob)=(\(\d+\))(?: (.*))?$", line):
                kind, number, name = match.groups()
                space = "fn" if kind.endswith("fn") else "ob"
                if name is not None:
                    names[space, number] = name
                name = names[space, number]
                if kind == "fn":
                    function = name
                elif kind == "cfn":
                    callee = name
                elif kind == "ob":
                    library = Path(name).name
            elif line.startswith("calls="):
                skip = True
                if callee.split("@")[0].split("'")[0] in self.ALLOCATORS:
                    self.allocations += int(line[6:].split()[0])
            elif line[:1].isdigit() or line[:1] in ("+", "-", "*"):
                if not skip:
                    cost = int(line.split()[1])
                    self.by_function[function] += cost
                    self.by_library[library] += cost
                skip = False

    def per_call(self, shorter, calls):
        """The difference to a shorter run, for one of the `calls` that this one has more."""
        for name in ("by_function", "by_library"):
            ours, theirs = getattr(self, name), getattr(shorter, name)
            setattr(self, name, Counter({key: (value - theirs[key]) / calls
                                         for key, value in ours.items()}))
        self.allocations = (self.allocations - shorter.allocations) / calls
        return self

    @property
    def instructions(self):
        return sum(self.by_library.values())
