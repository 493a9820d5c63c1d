# SPDX-License-Identifier: MIT
"""Speaks to a driver, the client program of a foreign gRPC library, in JSON lines.

    -> {"id": 7, "op": "read", "call": 3}
    <- {"id": 7, "ok": {"text": "Hello, Ada", "text_bytes": 10}}      or {"id": 7, "error": "..."}

    op          fields                                             answer
    open        call, channel, target, method, request, metadata,  {}
                timeout_ms, compression
    send        call, request                                      {} once the library took it
    half_close  call                                               {}
    read        call                                               {text, text_bytes} or {end: true}
    finish      call                                               {code, message, initial,
                                                                   trailing}
    cancel      call                                               {}
    forget      call                                               {}
    disconnect  channel                                            {}

A request is {name, title, count}, or {name_bytes: N} for a name of N letters. Metadata is a list of
[key, value], base64 for `-bin` keys. A method that begins with `/` is a raw path, called as unary.
"""
import base64
import concurrent.futures
import dataclasses
import itertools
import json
import threading

from child import PATIENCE, Child, Failure, expect, expect_equal


@dataclasses.dataclass
class Outcome:
    """How a call ended."""

    code: str
    message: str
    initial: list
    trailing: list

    def expect(self, code, message=None):
        expect(self.code == code, lambda: f"ended with {self.code}: {self.message}; not {code}")
        if message is not None:
            expect_equal(self.message, message, "message")
        return self


def values(metadata, key):
    """All values under `key`, split where the peer has joined them; bytes for `-bin`."""
    texts = [text for name, value in metadata if name == key for text in value.split(",")]
    texts = [text.strip() for text in texts]
    if key.endswith("-bin"):
        return [base64.b64decode(text + "=" * (-len(text) % 4)) for text in texts]
    return texts


def settle(future, patience=PATIENCE):
    """The answer to a command."""
    try:
        return future.result(patience)
    except concurrent.futures.TimeoutError:
        raise Failure(f"no answer from the foreign client in {patience:g} s") from None


def settles(future, patience):
    """Whether the answer comes within `patience`."""
    return bool(concurrent.futures.wait([future], patience).done)


class Call:
    def __init__(self, client, number):
        self.client = client
        self.number = number

    def later(self, op, **fields):
        return self.client.later(op, call=self.number, **fields)

    def send(self, **request):
        settle(self.later("send", request=request))

    def half_close(self):
        settle(self.later("half_close"))

    def read_reply(self):
        """The next reply's {text, text_bytes}; the text is cut if it is long."""
        return settle(self.later("read"))

    def read(self):
        """The next reply's text, or None at the end."""
        return self.read_reply().get("text")

    def read_all(self):
        texts = []
        while (text := self.read()) is not None:
            texts.append(text)
        return texts

    def cancel(self):
        settle(self.later("cancel"))

    def finish(self):
        outcome = Outcome(**settle(self.later("finish")))
        self.later("forget")
        return outcome


class ForeignClient:
    def __init__(self, title, argv, env):
        self.title = title
        self.child = Child(argv, env, stdin=True)
        self.waiting = {}
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()
        self.seen = 0
        threading.Thread(target=self._dispatch, daemon=True).start()

    def _dispatch(self):
        while True:
            with self.child.arrived:
                while self.seen == len(self.child.output):
                    if not self.child.readers[0].is_alive():
                        break
                    self.child.arrived.wait(0.5)
                lines = self.child.output[self.seen :]
                self.child.output.clear()
                self.seen = 0
            for line in lines:
                answer = json.loads(line)
                future = self.waiting.pop(answer["id"])
                if "ok" in answer:
                    future.set_result(answer["ok"])
                else:
                    future.set_exception(Failure(f"{self.title}: {answer['error']}"))
            if not lines:
                problem = Failure(f"the {self.title} client ended: {self.child.describe()}")
                for future in list(self.waiting.values()):
                    future.set_exception(problem)
                return

    def later(self, op, **fields):
        """Sends the command; the future has the answer."""
        number = next(self.numbers)
        future = self.waiting[number] = concurrent.futures.Future()
        line = json.dumps({"id": number, "op": op, **fields}) + "\n"
        with self.lock:
            try:
                self.child.process.stdin.write(line.encode())
                self.child.process.stdin.flush()
            except OSError:
                raise Failure(f"the {self.title} client is gone: {self.child.describe()}") from None
        return future

    def open(self, target, method, *, channel="main", metadata=(), timeout_ms=None,
             compression=None, **request):
        number = next(self.numbers)
        settle(self.later(
            "open", call=number, channel=f"{channel} {target}", target=target, method=method,
            request=request, metadata=list(metadata), timeout_ms=timeout_ms,
            compression=compression,
        ))
        return Call(self, number)

    def unary(self, target, method="SayHello", **options):
        """The reply's text, or None, and the outcome."""
        call = self.open(target, method, **options)
        return call.read(), call.finish()

    def disconnect(self, target, channel="main"):
        settle(self.later("disconnect", channel=f"{channel} {target}"))

    def end(self):
        self.child.end()
