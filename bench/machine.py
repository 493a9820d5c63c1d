"""The machine that a benchmark runs on, and what it builds there."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BUILD = TOP / "build/bench"
FLAGS = "-O2 -DNDEBUG -gdwarf-4"  # Debian 12's valgrind does not read all of DWARF 5


# What no package manager has and is compared with: options, each with the folder of its sources.
SOURCES = ("zpp-bits", "yalantinglibs")


class Failure(Exception):
    """Something was wrong in what was to be measured: there are no figures."""


def add_source_options(parser):
    for name in SOURCES:
        parser.add_argument(f"--{name}", type=Path, metavar="DIR")


def source_settings(options):
    """CMake's settings for all of SOURCES: a folder of an earlier build may have gone."""
    for name in SOURCES:
        folder = getattr(options, name.replace("-", "_"))
        if folder and not folder.is_dir():
            raise Failure(f"--{name} {folder}: there is no such folder")
        variable = f"TERN_{name.replace('-', '_').upper()}"
        yield f"{variable}:PATH={folder.resolve() if folder else ''}"


def build(targets, options):
    """Configures and builds in build/bench, with optimisation as distributions have it."""
    BUILD.mkdir(parents=True, exist_ok=True)
    steps = [
        ["cmake", "-S", TOP, "-B", BUILD, "-D", "CMAKE_BUILD_TYPE=Release",
         "-D", f"CMAKE_CXX_FLAGS_RELEASE={FLAGS}", "-D", "TERN_BUILD_TESTS=OFF",
         "-D", "TERN_BUILD_EXAMPLES=OFF", "-D", "TERN_BUILD_BENCH=ON",
         *(word for setting in source_settings(options) for word in ("-D", setting))],
        ["cmake", "--build", BUILD, "--parallel", os.environ.get("TERN_JOBS") or str(os.cpu_count() or 1),
         "--target", *targets],
    ]
    if shutil.which("ninja"):
        steps[0] += ["-G", "Ninja"]
    print("building", flush=True)
    for step in steps:
        done = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise Failure(done.stdout)
    return BUILD / "bench"


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip().split("\n")[0]


def version_of_sources(folder):
    """The commit that `folder` is a clone at; None if it is none."""
    top = first_line("git", "-C", str(folder), "rev-parse", "--show-toplevel")
    if top is None or Path(top) != folder.resolve():
        return None
    return first_line("git", "-C", str(folder), "rev-parse", "--short", "HEAD")


def compiler():
    """The C++ compiler of the last build; None before the first one."""
    for found in BUILD.glob("CMakeFiles/*/CMakeCXXCompiler.cmake"):
        path = re.search(r'set\(CMAKE_CXX_COMPILER "(.*)"\)', found.read_text())
        if path:
            return path[1]
    return None


def machine(*packages):
    """What the figures depend on, the versions of these pkg-config packages included."""
    model = memory = None
    try:
        text = Path("/proc/cpuinfo").read_text()
        model = re.search(r"model name\s*: (.*)", text)[1]
        kilobytes = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]
        memory = f"{int(kilobytes) / 2**20:.0f} GiB"
        system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())[1]
    except (OSError, TypeError):
        system = platform.system()
    path = compiler()
    return {
        "processor": model, "cores": os.cpu_count(), "memory": memory, "system": system,
        "kernel": platform.release(), "compiler": path and first_line(path, "--version"),
        "flags": FLAGS,
        **{name.removeprefix("lib"): first_line("pkg-config", "--modversion", name)
           for name in packages},
        "commit": first_line("git", "-C", str(TOP), "describe", "--always", "--dirty"),
        "date": time.strftime("%Y-%m-%d"),
    }


def print_machine(about):
    print(", ".join(f"{name} {value}" for name, value in about.items() if value))


def progress(text):
    """One line that is written over, for a person who waits."""
    if sys.stderr.isatty():
        print(f"\r{text:60}\r", end="", file=sys.stderr, flush=True)


def keep(path, about, results):
    """Writes all that was measured to a file, if there is to be one."""
    if path:
        path.write_text(json.dumps({"machine": about, **results}, indent=1) + "\n")
