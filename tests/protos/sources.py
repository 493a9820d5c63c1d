# SPDX-License-Identifier: MIT
"""Real `.proto` files, and how they are fetched: from the package indexes of Python and Go, by their
own clients, each at one version. This is the only place that knows.

    files = fetch(folder)     # a FileDescriptorSet with everything, imports in front
    files_to_generate(files)  # the names of those that are worth a header
"""
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# What runs the test: a protoc that knows editions, and the judge.
PYTHON_PACKAGES = ["grpcio-tools==1.76.0", "protobuf==6.33.0", "googleapis-common-protos==1.72.0"]

# .proto files as text: (where, a folder in it, the folder that imports have for it, which files).
PYTHON_TEXTS = [
    ("google", "google", ["api/**/*.proto", "longrunning/*.proto", "rpc/**/*.proto", "type/*.proto"]),
]
GO_TEXTS = [
    ("go.etcd.io/etcd/api/v3@v3.6.5", ".", "etcd/api", ["*pb/*.proto"]),
    ("github.com/gogo/protobuf@v1.3.2", "gogoproto", "gogoproto", ["gogo.proto"]),
    ("github.com/grpc-ecosystem/grpc-gateway/v2@v2.27.3", "protoc-gen-openapiv2/options",
     "protoc-gen-openapiv2/options", ["*.proto"]),
]

# etcd imports its own files in two ways: these by their bare names.
EXTRA_IMPORT_DIRS = ["etcd/api/etcdserverpb"]

# gRPC (health, reflection, channelz, testing) and OpenTelemetry: packages for Go that have the
# descriptors in them, see describe/main.go.

# Imported for their options alone, or tern's own.
NOT_GENERATED = ("google/api/http.proto", "google/protobuf/", "gogoproto/")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def install_python_packages(folder):
    """Into `folder`, where `import` then finds them; nothing of the system changes."""
    folder = Path(folder)
    done = folder / "installed"
    if not done.is_file() or done.read_text() != " ".join(PYTHON_PACKAGES):
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--only-binary", ":all:", "--target", folder, *PYTHON_PACKAGES)
        done.write_text(" ".join(PYTHON_PACKAGES))
    sys.path.insert(0, str(folder))


def copy(source, target, patterns):
    for pattern in patterns:
        found = [path for path in Path(source).glob(pattern) if path.is_file()]
        if not found:
            sys.exit(f"sources.py: no {pattern} in {source}")
        for path in found:
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)


def go_module_folder(module):
    said = run("go", "mod", "download", "-json", module, stdout=subprocess.PIPE, cwd=HERE).stdout
    return Path(json.loads(said)["Dir"])


def fetch_texts(python_folder, folder):
    shutil.rmtree(folder, ignore_errors=True)
    for source, target, patterns in PYTHON_TEXTS:
        copy(python_folder / source, folder / target, patterns)
    for module, source, target, patterns in GO_TEXTS:
        copy(go_module_folder(module) / source, folder / target, patterns)
    copy(HERE / "local", folder / "local", ["**/*.proto"])


def protoc(*arguments):
    """Google's compiler, of the installed packages."""
    from grpc_tools import protoc as compiler
    include = Path(compiler.__file__).parent / "_proto"
    if compiler.main(["protoc", *map(str, arguments), f"-I{include}"]) != 0:
        sys.exit("protoc failed: " + " ".join(map(str, arguments)))


def describe_texts(folder, out):
    names = []
    roots = [folder / extra for extra in EXTRA_IMPORT_DIRS] + [folder]
    for path in sorted(folder.rglob("*.proto")):
        root = next(root for root in roots if path.is_relative_to(root))
        names.append(str(path.relative_to(root)))
    protoc(*[f"-I{root}" for root in roots], "--include_imports", "--include_source_info",
           f"--descriptor_set_out={out}", *names)


def fetch(folder):
    folder = Path(folder)
    install_python_packages(folder / "python")
    from google.protobuf import descriptor_pb2

    texts = folder / "texts"
    fetch_texts(folder / "python", texts)
    describe_texts(texts, folder / "texts.set")
    described = run("go", "run", ".", cwd=HERE / "describe", stdout=subprocess.PIPE).stdout

    files = {}
    for data in (folder / "texts.set").read_bytes(), described:
        for file in descriptor_pb2.FileDescriptorSet.FromString(data).file:
            files.setdefault(file.name, file)
    ordered = descriptor_pb2.FileDescriptorSet()
    done = set()

    def add(name):
        if name not in done:
            done.add(name)
            for needed in files[name].dependency:
                add(needed)
            ordered.file.add().CopyFrom(files[name])

    for name in sorted(files):
        add(name)
    return ordered


def files_to_generate(files):
    return [file.name for file in files.file if not file.name.startswith(NOT_GENERATED)]
