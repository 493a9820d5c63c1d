#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls a tern server by its HTTP rules with curl, and shows its OpenAPI document and its rules to others.

usage: run.py --server FILE --folder DIR [--only NAME]...
"""
import argparse
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, each, run_all  # noqa: E402
from child import Child, expect, expect_equal  # noqa: E402

PATIENCE = 20  # seconds for a program
VERSIONS = {"HTTP/1.1": ["--http1.1"], "HTTP/2": ["--http2-prior-knowledge"]}


class Answer:
    def __init__(self, text):
        head, _, self.body = text.replace("\r\n", "\n").partition("\n\n")
        first, *fields = head.split("\n")
        self.status = int(first.split()[1])
        self.fields = {}
        for field in fields:
            name, _, value = field.partition(":")
            self.fields[name.lower()] = value.strip()

    def json(self):
        return json.loads(self.body)


class World:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(options.folder)
        self.server = Child([options.server, "--listen", "127.0.0.1:0"])
        port = self.server.wait_line(r"listening on .*:(\d+)$")[1]
        self.base = f"http://127.0.0.1:{port}"

    def curl(self, version, path, *arguments):
        done = subprocess.run(["curl", "--silent", "--show-error", "--include", *VERSIONS[version], *arguments,
                               self.base + path], capture_output=True, text=True, timeout=PATIENCE)
        expect(done.returncode == 0, lambda: f"curl ends with {done.returncode}: {done.stderr}")
        return Answer(done.stdout)

    def post(self, version, path, body, method="POST"):
        return self.curl(version, path, "--request", method, "--header",
                         "content-type: application/json", "--data", json.dumps(body))

    def document(self):
        return self.curl("HTTP/1.1", "/openapi.json").json()


@each("version", VERSIONS, "a GET over {version} is a call")
def get(world, version):
    answer = world.curl(version, "/v1/shelves/1/books/a%20b?edition=3", "--header", "grpc-metadata-x-tenant: blue")
    expect_equal(answer.status, 200, "status")
    expect_equal(answer.json(), {"name": "shelves/1/books/a b", "genre": "novel", "pages": 3})
    expect_equal(answer.fields["content-type"], "application/json", "content-type")
    expect_equal(answer.fields["grpc-metadata-x-tenant"], "blue", "metadata")


@each("version", VERSIONS, "bodies over {version} are requests, or fields of them")
def bodies(world, version):
    book = {"displayTitle": "T", "labels": {"a": "b"}, "copies": "9007199254740993"}
    expect_equal(world.post(version, "/v1/books", book).json(), book)
    expect_equal(world.post(version, "/v1/shelves/1/books/2?force=true", book, "PATCH").json(),
                 {"name": "shelves/1/books/2", **book, "lent": True})
    expect_equal(world.post(version, "/v1/shelves/1/notes", ["x", "y"]).json(), {"tags": ["x", "y"]})
    expect_equal(world.curl(version, "/v1/shelves/1/books/2", "--request", "DELETE").json(),
                 {"name": "shelves/1/books/2"})
    expect_equal(world.curl(version, "/v1/shelves/1/books/2:archive", "--request", "POST").json(),
                 {"name": "shelves/1/books/2"})


@each("version", VERSIONS, "parameters over {version} may be repeated, and an answer may be a list")
def lists(world, version):
    answer = world.curl(version, "/v1/titles", "--get", "--data-urlencode", "page_size=2", "--data-urlencode", "tags=a&b",
                        "--data-urlencode", "tags=ö")
    expect_equal(answer.json(), [{"pages": n, "tags": ["a&b", "ö"]} for n in (1, 2)])


@each("version", VERSIONS, "a failure over {version} is a google.rpc.Status")
def failures(world, version):
    answer = world.curl(version, "/v1/books/x?edition=-1")
    expect_equal(answer.status, 404, "status")
    expect_equal(answer.json(), {"code": 5, "message": "no such edition", "details": [
        {"@type": "type.googleapis.com/google.rpc.BadRequest",
         "fieldViolations": [{"field": "edition", "description": "is negative"}]}]})
    expect_equal(world.curl(version, "/v1/books/x?nobody=1").status, 400, "status")
    answer = world.curl(version, "/v1/books", "--request", "PUT")
    expect_equal((answer.status, answer.fields["allow"]), (405, "POST, REPORT"))
    # Over HTTP/2 the answer may come before the body is sent, which curl 7.88 takes for a failure.
    if version == "HTTP/1.1":
        expect_equal(world.curl(version, "/v1/books", "--data", "a=b").status, 415, "status")
    expect_equal(world.curl(version, "/v1/nowhere").status, 404, "status")


@each("version", VERSIONS, "a stream over {version} is lines")
def streams(world, version):
    answer = world.curl(version, "/v1/watch?page_size=2&lent=true", "--no-buffer")
    expect_equal(answer.fields["content-type"], "application/x-ndjson", "content-type")
    expect_equal([json.loads(line) for line in answer.body.splitlines()],
                 [{"result": {"pages": 1}}, {"result": {"pages": 2}}, {"error": {"code": 10, "message": "lent"}}])


@each("version", VERSIONS, "an answer over {version} is compressed for who takes that")
def compressed(world, version):
    answer = world.curl(version, "/v1/titles?page_size=50", "--compressed")
    expect_equal(answer.fields["content-encoding"], "gzip", "content-encoding")
    expect_equal(len(answer.json()), 50)


@check("the OpenAPI document is valid")
def openapi(world):
    import openapi_spec_validator
    document = world.document()
    openapi_spec_validator.validate(document)
    expect_equal(document["info"], {"title": "A library", "version": "1.2.3"})
    expect("/v1/shelves/{shelves_id}/books/{books_id}" in document["paths"], "a path is missing")


@check("answers fit the schemas of the OpenAPI document")
def schemas(world):
    import jsonschema
    document = world.document()

    def fits(name, value):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        return jsonschema.Draft202012Validator(schema).is_valid(value)

    book = {"name": "n", "displayTitle": "T", "author": {"name": "A", "born": "-5"}, "genre": "poem", "pages": 3,
            "tags": ["x"], "labels": {"a": "b"}, "copies": "9007199254740993", "lent": False}
    expect_equal(world.post("HTTP/1.1", "/v1/books", book).json(), book)
    expect(fits("library.v1.Book", book), "a book does not fit")
    expect(not fits("library.v1.Book", {**book, "genre": "essay"}), "a book without a genre fits")
    expect(not fits("library.v1.Book", {**book, "pages": "many"}), "a book without pages fits")
    expect(fits("google.rpc.Status", world.curl("HTTP/1.1", "/v1/books/x?edition=-1").json()), "a failure does not fit")
    expect(fits("library.v1.ListBooksRequest", {"byTitle": True}), "an alternative does not fit")
    expect(not fits("library.v1.ListBooksRequest", {"byTitle": True, "byPages": 1}), "two alternatives fit")


@check("protoc reads the exported rules, and makes the descriptors that tern makes")
def exported(world):
    import google.api
    from google.api import annotations_pb2
    from google.protobuf import descriptor_pb2
    import grpc_tools
    from grpc_tools import protoc

    subprocess.run([world.options.server, "--write", world.folder], check=True, timeout=PATIENCE)
    known = pathlib.Path(next(iter(google.api.__path__))).parents[1]
    shipped = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    made = world.folder / "protoc.binpb"
    expect_equal(protoc.main(["protoc", f"-I{world.folder}", f"-I{known}", f"-I{shipped}",
                              f"--descriptor_set_out={made}", "--include_imports", "library/v1/library.proto"]), 0, "exit code")
    ours = descriptor_pb2.FileDescriptorSet.FromString((world.folder / "library.binpb").read_bytes())
    theirs = descriptor_pb2.FileDescriptorSet.FromString(made.read_bytes())
    theirs = {file.name: file for file in theirs.file}
    expect_equal({file.name for file in ours.file}, set(theirs))
    for file in ours.file:
        if file.name != "google/protobuf/descriptor.proto":  # of another version
            expect(file == theirs[file.name], f"{file.name} is not the same")
    service = theirs["library/v1/library.proto"].service[0]
    rule = service.method[0].options.Extensions[annotations_pb2.http]
    expect_equal((rule.get, len(rule.additional_bindings)), ("/v1/{name=shelves/*/books/*}", 2))


@check("the server drains on SIGTERM")
def ends(world):
    world.server.expect_clean_end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args()
    world = World(options)
    code = run_all(world, options.only)
    if world.server.alive():
        world.server.terminate()
    return code


sys.exit(main())
