# SPDX-License-Identifier: MIT
"""A child process whose output can be waited for, and the one way of waiting in these tests."""
import json
import os
import re
import signal
import subprocess
import threading
import time

PATIENCE = 15.0  # seconds until a condition that must come true counts as a failure
SANITIZER = re.compile(r"runtime error:|ERROR: \w+Sanitizer|WARNING: ThreadSanitizer")


class Failure(Exception):
    """A case did not see what it expected; the text says what it saw instead."""


def expect(condition, text):
    if not condition:
        raise Failure(text() if callable(text) else text)


def expect_equal(seen, wanted, what="value"):
    expect(seen == wanted, lambda: f"{what} is {seen!r:.600}, expected {wanted!r:.600}")


def wait_until(condition, what, patience=PATIENCE):
    """Polls until `condition()` is true and returns its value."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        expect(time.monotonic() < end, lambda: f"waited {patience:g} s in vain: {what}")
        time.sleep(0.01)


class Child:
    """Runs `argv`, collects what it prints, and ends it by its process id."""

    def __init__(self, argv, env=None, stdin=False):
        self.argv = [str(word) for word in argv]
        self.process = subprocess.Popen(
            self.argv,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.output, self.errors = [], []
        self.arrived = threading.Condition()
        self.readers = [
            threading.Thread(target=self._collect, args=pair, daemon=True)
            for pair in ((self.process.stdout, self.output), (self.process.stderr, self.errors))
        ]
        for reader in self.readers:
            reader.start()

    def _collect(self, pipe, lines):
        for line in pipe:
            with self.arrived:
                lines.append(line.decode(errors="replace").rstrip("\n"))
                self.arrived.notify_all()

    @property
    def pid(self):
        return self.process.pid

    def alive(self):
        return self.process.poll() is None

    def describe(self):
        """The end of what it wrote to stderr, for a failure text."""
        state = "running" if self.alive() else f"exited with {self.process.returncode}"
        return f"{os.path.basename(self.argv[0])} ({state}): " + " | ".join(self.errors[-12:])

    def wait_line(self, pattern, patience=PATIENCE):
        """The match of the first output line that `pattern` matches, now or soon."""
        end = time.monotonic() + patience
        with self.arrived:
            while True:
                for line in self.output:
                    if match := re.search(pattern, line):
                        return match
                left = end - time.monotonic()
                expect(
                    left > 0 and (self.alive() or self.readers[0].is_alive()),
                    lambda: f"no line like {pattern!r} from {self.describe()}",
                )
                self.arrived.wait(min(left, 0.1))

    def events(self, event, **fields):
        """The JSON lines so far that report `event` with these fields."""
        with self.arrived:
            lines = [json.loads(line) for line in self.output if line.startswith("{")]
        wanted = {"event": event, **fields}
        return [line for line in lines if all(line.get(key) == wanted[key] for key in wanted)]

    def wait_end(self, patience=PATIENCE):
        """The exit code; both outputs are complete afterwards."""
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise Failure(f"still running after {patience:g} s: {self.describe()}") from None
        for reader in self.readers:
            reader.join(patience)
        return code

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def expect_clean_end(self):
        """SIGTERM, then exit code 0 within bounds, and no word from a sanitizer."""
        expect(self.alive(), lambda: f"died before SIGTERM: {self.describe()}")
        self.terminate()
        code = self.wait_end()
        expect(code == 0, lambda: f"exit code {code} after SIGTERM: {self.describe()}")
        self.expect_no_complaint()

    def expect_no_complaint(self):
        found = [line for line in self.errors if SANITIZER.search(line)]
        expect(not found, lambda: f"a sanitizer complains: {found[0]}")

    def end(self):
        """Whatever it takes; for `finally`."""
        if self.process.stdin:
            try:
                self.process.stdin.close()
            except OSError:
                pass
        if self.alive():
            self.process.kill()
        self.process.wait()
        for reader in self.readers:
            reader.join(1)

    # What Linux says about the process -----------------------------------------------------------

    def fd_count(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def resident_bytes(self):
        with open(f"/proc/{self.pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def cpu_ticks(self):
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def wait_idle(self, what):
        """Until it has used no more than one tick of CPU for a quarter of a second."""
        since, ticks = time.monotonic(), self.cpu_ticks()

        def quiet():
            nonlocal since, ticks
            now = self.cpu_ticks()
            if now > ticks + 1:
                since, ticks = time.monotonic(), now
            return time.monotonic() - since > 0.25

        wait_until(quiet, f"{what}: the process is still busy")
