#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds and runs a program that uses tern, from an empty folder, in each way the README names.

usage: run.py --build-dir DIR --cc CC --cxx CXX WAY

The ways are the functions of this file marked with @way. `install` comes before `find_package`,
`pkg_config`, `moved`, `compiled`, `generated` and `schema`, which use what it has installed.
"""
import argparse
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
CONSUMER = TOP / "tests/package/consumer"
WAYS = {}


def way(function):
    WAYS[function.__name__] = function
    return function


def run(*command, **environment):
    """Runs a command, visibly, and stops the test if it fails."""
    command = [str(part) for part in command]
    print("$", shlex.join(command), flush=True)
    subprocess.run(command, check=True, env=os.environ | environment)


class Place:
    """The folders of one way: `empty` was empty a moment ago."""

    def __init__(self, options):
        self.root = Path(options.build_dir).resolve() / "package"
        self.empty = self.root / options.way
        self.prefix = self.root / "prefix"
        self.cc, self.cxx = options.cc, options.cxx
        shutil.rmtree(self.empty, ignore_errors=True)
        self.empty.mkdir(parents=True)

    def copy_consumer(self, *extra):
        for name in ("contract.hpp", "main.cpp", "client.cpp", *extra):
            shutil.copy(CONSUMER / name, self.empty / name)

    def build_with_cmake(self, getting_tern, *arguments, target="tern::tern"):
        self.copy_consumer()
        text = (CONSUMER / "CMakeLists.txt").read_text().replace("tern::tern", target)
        (self.empty / "CMakeLists.txt").write_text(text.replace("# get tern", getting_tern))
        build = self.empty / "build"
        run("cmake", "-S", self.empty, "-B", build, "-G", "Ninja", *self.compilers(), *arguments)
        run("cmake", "--build", build)
        run(build / "consumer")

    def compilers(self):
        return [f"-DCMAKE_C_COMPILER={self.cc}", f"-DCMAKE_CXX_COMPILER={self.cxx}"]

    def build_by_hand(self, flags, *sources):
        run(self.cxx, "-std=c++20", self.empty / "main.cpp", self.empty / "client.cpp", *sources,
            "-o", self.empty / "consumer", *flags)
        run(self.empty / "consumer")

    def pkg_config(self, *arguments, path=""):
        command = ["pkg-config", *arguments]
        environment = os.environ | {"PKG_CONFIG_PATH": str(path)}
        run_result = subprocess.run(command, check=True, text=True, capture_output=True,
                                    env=environment)
        return shlex.split(run_result.stdout)

    def llhttp(self):
        """A library of the system, or Debian's C sources of it."""
        if subprocess.run(["pkg-config", "--exists", "libllhttp"]).returncode == 0:
            return self.pkg_config("--cflags", "--libs", "libllhttp")
        include = "-I/usr/share/include/llhttp"
        objects = []
        for source in sorted(Path("/usr/share/llhttp").glob("*.c")):
            objects.append(self.empty / (source.stem + ".o"))
            run(self.cc, "-O1", include, "-c", source, "-o", objects[-1])
        return [include, *objects]


@way
def install(place):
    shutil.rmtree(place.prefix, ignore_errors=True)
    run("cmake", "-S", TOP, "-B", place.empty, "-G", "Ninja", *place.compilers(),
        "-DTERN_BUILD_TESTS=OFF", "-DTERN_BUILD_EXAMPLES=OFF", "-DTERN_BUILD_BENCH=OFF",
        "-DTERN_BUILD_COMPILED=ON", "-DBUILD_SHARED_LIBS=ON",
        "-DCMAKE_CXX_VISIBILITY_PRESET=hidden", "-DCMAKE_VISIBILITY_INLINES_HIDDEN=ON",
        "-DCMAKE_INSTALL_LIBDIR=lib", f"-DCMAKE_INSTALL_PREFIX={place.prefix}")
    run("cmake", "--build", place.empty)
    run("cmake", "--install", place.empty)


@way
def find_package(place):
    place.build_with_cmake("find_package(tern 0.1 REQUIRED)", f"-DCMAKE_PREFIX_PATH={place.prefix}")


@way
def moved(place):
    """An installed tern that was moved is still found, with nothing of the old place in it."""
    prefix = place.root / "moved-prefix"
    shutil.rmtree(prefix, ignore_errors=True)
    shutil.copytree(place.prefix, prefix)
    for path in (prefix / "lib/cmake").rglob("*.cmake"):
        if str(TOP) in path.read_text():
            raise SystemExit(f"{path} names the source or build folder")
    place.build_with_cmake("find_package(tern 0.1 REQUIRED)", f"-DCMAKE_PREFIX_PATH={prefix}")


@way
def compiled(place):
    """With the library that has what is no template, and none of the libraries under it, by programs
    that hide their symbols as well; one of which a source was compiled with other features is not
    linked."""
    place.build_with_cmake("find_package(tern 0.1 REQUIRED)", f"-DCMAKE_PREFIX_PATH={place.prefix}",
                           target="tern::compiled")
    path = place.prefix / "lib/pkgconfig"
    flags = place.pkg_config("--cflags", "--libs", "tern-compiled", path=path)
    if "-lnghttp2" in flags:
        raise SystemExit(f"the library's own libraries are linked once more: {flags}")
    exported = subprocess.run(["nm", "-D", "--defined-only", place.prefix / "lib/libtern.so"],
                              check=True, text=True, capture_output=True).stdout
    if " llhttp_" in exported:
        raise SystemExit("a program's own llhttp would take the place of the library's")
    place.build_by_hand(["-fvisibility=hidden", *flags, f"-Wl,-rpath,{place.prefix}/lib"])
    features = [flag for flag in flags if flag.startswith("-DTERN_WITH_TLS=")]
    other = "-DTERN_WITH_TLS=" + ("0" if features == ["-DTERN_WITH_TLS=1"] else "1")
    mixed = subprocess.run(
        [place.cxx, "-std=c++20", place.empty / "main.cpp", place.empty / "client.cpp",
         "-o", place.empty / "mixed", "-Wl,--gc-sections",
         *(flag for flag in flags if flag not in features), other],
        stderr=subprocess.PIPE, text=True)
    if mixed.returncode == 0 or "compiled_library<" not in mixed.stderr:
        raise SystemExit(f"a program with other features is linked: {mixed.stderr}")


@way
def generated(place):
    """Contracts made of .proto files while a program is built, by an installed tern and by one that
    is a part of it."""
    for name, getting_tern in (("installed", "find_package(tern 0.1 REQUIRED)"),
                               ("part", f"add_subdirectory({TOP} tern)")):
        source = place.empty / name
        shutil.copytree(TOP / "tests/package/generated", source)
        lists = source / "CMakeLists.txt"
        lists.write_text(lists.read_text().replace("# get tern", getting_tern))
        run("cmake", "-S", source, "-B", source / "build", "-G", "Ninja", *place.compilers(),
            f"-DCMAKE_PREFIX_PATH={place.prefix}")
        run("cmake", "--build", source / "build")
        run(source / "build/consumer")


@way
def schema(place):
    """The .proto files of a contract, and tests that compare it with some, by an installed tern and by
    one that is a part of the program."""
    for name, getting_tern in (("installed", "find_package(tern 0.1 REQUIRED)"),
                               ("part", f"add_subdirectory({TOP} tern)")):
        source = place.empty / name
        shutil.copytree(TOP / "tests/package/schema", source)
        lists = source / "CMakeLists.txt"
        lists.write_text(lists.read_text().replace("# get tern", getting_tern))
        build = source / "build"
        run("cmake", "-S", source, "-B", build, "-G", "Ninja", *place.compilers(),
            f"-DCMAKE_PREFIX_PATH={place.prefix}")
        run("cmake", "--build", build)
        text = (build / "protos_files/shop/v1/shop.proto").read_text()
        if "message Extra {\n  Order order = 1;\n}" not in text:
            raise SystemExit(f"not the contract: {text}")
        run("ctest", "--test-dir", build, "-R", "^compatible$", "--no-tests=error")
        broken = subprocess.run(["ctest", "--test-dir", build, "-R", "^broken$", "-V"], text=True,
                                stdout=subprocess.PIPE)
        wanted = "shop.v1.Order.item: FIELD_WIRE_COMPATIBLE_TYPE: was sint32, is string"
        if broken.returncode == 0 or wanted not in broken.stdout:
            raise SystemExit(f"a breaking change passed: {broken.stdout}")


@way
def add_subdirectory(place):
    place.build_with_cmake(f"add_subdirectory({TOP} tern)")


@way
def pkg_config(place):
    place.copy_consumer()
    path = place.prefix / "lib/pkgconfig"
    place.build_by_hand(place.pkg_config("--cflags", "--libs", "tern", path=path))


@way
def single_header(place):
    shutil.copy(TOP / "single_include/tern.hpp", place.empty)
    place.copy_consumer()
    contract = place.empty / "contract.hpp"
    contract.write_text(contract.read_text().replace("<tern/tern.hpp>", '"tern.hpp"'))
    libraries = place.pkg_config("--cflags", "--libs", "libnghttp2")
    flags = ["-DASIO_STANDALONE", "-pthread", *libraries, *place.llhttp()]
    place.build_by_hand(flags)
    definitions = place.empty / "definitions.cpp"
    definitions.write_text('#define TERN_IMPLEMENTATION\n#include "tern.hpp"\n')
    place.build_by_hand(["-DTERN_COMPILED=1", *flags], definitions)


@way
def meson_subproject(place):
    place.copy_consumer("meson.build")
    tern = place.empty / "subprojects/tern"
    tern.mkdir(parents=True)
    for name in ("meson.build", "meson_options.txt"):
        shutil.copy(TOP / name, tern)
    for name in ("include", "src"):
        shutil.copytree(TOP / name, tern / name)
    build = place.empty / "build"
    run("meson", "setup", build, place.empty, CC=place.cc, CXX=place.cxx)
    run("meson", "compile", "-C", build)
    run(build / "consumer")
    run(build / "compiled")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--build-dir", required=True, metavar="DIR")
    arguments.add_argument("--cc", default="cc")
    arguments.add_argument("--cxx", default="c++")
    arguments.add_argument("way", choices=WAYS)
    options = arguments.parse_args()
    try:
        WAYS[options.way](Place(options))
    except subprocess.CalledProcessError as error:
        print(f"exit code {error.returncode}{': ' + error.stderr if error.stderr else ''}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
