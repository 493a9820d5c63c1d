# SPDX-License-Identifier: MIT
"""HTTP/2 by hand, so that a test can send what no library would.

    +-----------------------------------------------+
    |                 Length (24)                   |
    +---------------+---------------+---------------+
    |   Type (8)    |   Flags (8)   |
    +-+-------------+---------------+-------------------------------+
    |R|                 Stream Identifier (31)                      |
    +=+=============================================================+
    |                   Frame Payload (0...)                      ...
    +---------------------------------------------------------------+    RFC 9113, section 4.1

Headers are written as literals that are never indexed (RFC 7541, section 6.2.3), without Huffman
coding; what the server sends is decoded in full.
"""
import socket
import struct
import time

from child import PATIENCE, expect, expect_equal

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = 0, 1, 2, 3, 4
PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 5, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY_FLAG = 0x1, 0x1, 0x4, 0x8, 0x20
NO_ERROR, CANCEL = 0, 8
INITIAL_WINDOW_SIZE = 4  # the number of the setting
DEFAULT_WINDOW_BYTES = 65535
MAX_FRAME_BYTES = 16384
GREETER = "/hello.v1.Greeter/"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


# HPACK -------------------------------------------------------------------------------------------

# RFC 7541, appendix A; the index of the first entry is 1.
STATIC_TABLE = [
    (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"),
    (":path", "/index.html"), (":scheme", "http"), (":scheme", "https"), (":status", "200"),
    (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"),
    (":status", "404"), (":status", "500"), ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""),
    ("accept", ""), ("access-control-allow-origin", ""), ("age", ""), ("allow", ""),
    ("authorization", ""), ("cache-control", ""), ("content-disposition", ""),
    ("content-encoding", ""), ("content-language", ""), ("content-length", ""),
    ("content-location", ""), ("content-range", ""), ("content-type", ""), ("cookie", ""),
    ("date", ""), ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""),
    ("if-match", ""), ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""),
    ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""), ("location", ""),
    ("max-forwards", ""), ("proxy-authenticate", ""), ("proxy-authorization", ""), ("range", ""),
    ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""), ("set-cookie", ""),
    ("strict-transport-security", ""), ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""),
    ("via", ""), ("www-authenticate", ""),
]

# RFC 7541, appendix B, the printable part: the code is canonical, so the symbols of each length in
# order are enough.
HUFFMAN_LENGTHS = {
    5: "012aceiost", 6: " %-./3456789=A_bdfghlmnpru", 7: ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz",
    8: "&*,;XZ", 10: "!\"()?", 11: "'+|", 12: "#>", 13: "\0$@[]~", 14: "^}", 15: "<`{", 19: "\\",
}


def _huffman_codes():
    codes, code, last = {}, 0, 5
    for length, symbols in HUFFMAN_LENGTHS.items():
        code <<= length - last
        for symbol in symbols:
            codes[length, code] = symbol
            code += 1
        last = length
    return codes


HUFFMAN = _huffman_codes()


def _from_huffman(data):
    text, code, length = "", 0, 0
    for byte in data:
        for bit in range(7, -1, -1):
            code, length = code << 1 | byte >> bit & 1, length + 1
            if symbol := HUFFMAN.get((length, code)):
                text, code, length = text + symbol, 0, 0
    expect(length < 8 and code == (1 << length) - 1, "a Huffman string of the server has no end")
    return text


def _integer(value, prefix_bits, first=0):
    limit = (1 << prefix_bits) - 1
    if value < limit:
        return bytes([first | value])
    out, value = bytearray([first | limit]), value - limit
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def _as_bytes(text):
    return text if isinstance(text, bytes) else text.encode()


def header_block(headers):
    out = bytearray()
    for name, value in headers:
        name, value = _as_bytes(name), _as_bytes(value)
        out += b"\x10" + _integer(len(name), 7) + name + _integer(len(value), 7) + value
    return bytes(out)


class HeaderDecoder:
    """Decodes the header blocks of one connection, in their order."""

    def __init__(self):
        self.dynamic = []

    def decode(self, block):
        self.data, self.at, headers = block, 0, []
        while self.at < len(block):
            first = block[self.at]
            if first & 0x80:
                headers.append(self._entry(self._take_integer(7)))
            elif first & 0x40:
                headers.append(self._literal(6))
                self.dynamic.insert(0, headers[-1])
            elif first & 0x20:
                if self._take_integer(5) == 0:
                    self.dynamic.clear()
            else:
                headers.append(self._literal(4))
        return headers

    def _entry(self, index):
        table = STATIC_TABLE + self.dynamic
        expect(0 < index <= len(table), f"the server uses HPACK index {index}")
        return table[index - 1]

    def _literal(self, prefix_bits):
        index = self._take_integer(prefix_bits)
        name = self._entry(index)[0] if index else self._take_string()
        return name, self._take_string()

    def _take_integer(self, prefix_bits):
        limit = (1 << prefix_bits) - 1
        value = self.data[self.at] & limit
        self.at += 1
        if value < limit:
            return value
        shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value += (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def _take_string(self):
        coded = self.data[self.at] & 0x80
        length = self._take_integer(7)
        data = self.data[self.at : self.at + length]
        self.at += length
        return _from_huffman(data) if coded else data.decode("latin-1")


# gRPC and Protobuf -------------------------------------------------------------------------------


def message(payload, flag=0):
    """`payload` behind the 5 bytes of gRPC: a flag and a 32-bit length."""
    return struct.pack(">BI", flag, len(payload)) + payload


def hello_request(name):
    name = _as_bytes(name)
    return (b"\x0a" + _integer_base128(len(name)) + name) if name else b""


def _integer_base128(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def reply_text(payload):
    """The text of a HelloReply that has no other field."""
    expect(payload[:1] == b"\x0a", lambda: f"not a HelloReply: {payload[:40]!r}")
    at, length, shift = 1, 0, 0
    while True:
        byte = payload[at]
        length |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            break
    expect_equal(len(payload) - at, length, "length of the reply")
    return payload[at:].decode()


class Stream:
    """What the server has said on one stream."""

    def __init__(self):
        self.blocks = []  # decoded header blocks, in order
        self.data = bytearray()
        self.ended = False
        self.reset = None  # the code of RST_STREAM
        self.window = 0  # what we may send, without the server's initial window

    def header(self, name):
        found = [value for block in self.blocks for key, value in block if key == name]
        return found[-1] if found else None

    @property
    def http_status(self):
        return self.header(":status")

    @property
    def grpc_status(self):
        status = self.header("grpc-status")
        return None if status is None else int(status)

    def over(self):
        return self.ended or self.reset is not None

    def messages(self):
        """The complete messages so far."""
        found, at = [], 0
        while at + 5 <= len(self.data):
            length = struct.unpack_from(">I", self.data, at + 1)[0]
            if at + 5 + length > len(self.data):
                break
            found.append(bytes(self.data[at + 5 : at + 5 + length]))
            at += 5 + length
        return found

    def describe(self):
        return (
            f"headers {self.blocks}, {len(self.data)} bytes {bytes(self.data[:60])!r}, "
            f"ended {self.ended}, reset {self.reset}"
        )


class Connection:
    """A TCP connection that writes any bytes and understands the frames that come back."""

    def __init__(self, target, preface=True, opens_windows=True):
        host, _, port = target.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.opens_windows = opens_windows  # returns what DATA takes from the server's windows
        self.buffer = bytearray()
        self.decoder = HeaderDecoder()
        self.streams = {}
        self.next_stream = 1
        self.goaway = None  # (last stream, error code, debug data)
        self.eof = False
        self.pongs = []
        self.settings = {}
        self.window = DEFAULT_WINDOW_BYTES  # what we may send on all streams together
        self.acknowledged = 0
        if preface:
            self.send(PREFACE + frame(SETTINGS, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Writes; a server that has hung up meanwhile is not an error of this line."""
        try:
            self.socket.sendall(data)
        except (ConnectionError, BrokenPipeError):
            self.eof = True

    def shut(self):
        """No more bytes from this side."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.eof = True

    # Sending -------------------------------------------------------------------------------------

    def open(self, method="SayHello", headers=(), replace=None, without=(), end_stream=False):
        """Sends a gRPC request's headers, changed as asked; returns the stream's number."""
        number = self.next_stream
        self.next_stream += 2
        fields = {
            ":method": "POST",
            ":scheme": "http",
            ":path": method if method.startswith("/") else GREETER + method,
            ":authority": "localhost",
            "content-type": "application/grpc",
            "te": "trailers",
            **(replace or {}),
        }
        fields = [pair for pair in fields.items() if pair[0] not in without] + list(headers)
        block = header_block(fields)
        pieces = [block[at : at + MAX_FRAME_BYTES] for at in range(0, len(block), MAX_FRAME_BYTES)]
        for index, piece in enumerate(pieces):
            flags = END_HEADERS if index == len(pieces) - 1 else 0
            if index == 0 and end_stream:
                flags |= END_STREAM
            self.send(frame(CONTINUATION if index else HEADERS, flags, number, piece))
        return self.stream_of(number) and number

    def data(self, number, payload, end_stream=False):
        self.window -= len(payload)
        self.stream_of(number).window -= len(payload)
        self.send(frame(DATA, END_STREAM if end_stream else 0, number, payload))

    def reset(self, number, code=CANCEL):
        self.send(frame(RST_STREAM, 0, number, struct.pack(">I", code)))

    # Receiving -----------------------------------------------------------------------------------

    def stream_of(self, number):
        return self.streams.setdefault(number, Stream())

    def pump(self, condition, what, patience=PATIENCE):
        """Reads frames until `condition()` holds or, if it never can, the connection ends."""
        end = time.monotonic() + patience
        while not condition():
            expect(not self.eof, lambda: f"the server hung up before: {what} ({self.describe()})")
            self._receive(end, what)

    def _receive(self, end, what):
        left = end - time.monotonic()
        expect(left > 0, lambda: f"waited in vain: {what} ({self.describe()})")
        self._receive_some(left)

    def _receive_some(self, patience):
        """Understands the frames that come with the next bytes, if any come in time."""
        data = self._bytes(patience)
        if data is None:
            return
        self.buffer += data
        while len(self.buffer) >= 9:
            length = int.from_bytes(self.buffer[:3], "big")
            if len(self.buffer) < 9 + length:
                break
            kind, flags, number = struct.unpack_from(">BBI", self.buffer, 3)
            payload = bytes(self.buffer[9 : 9 + length])
            del self.buffer[: 9 + length]
            self._on_frame(kind, flags, number & 0x7FFFFFFF, payload)

    def _bytes(self, patience):
        """The next bytes, None if there are none in time, b"" at the end."""
        self.socket.settimeout(patience)
        try:
            data = self.socket.recv(1 << 16)
        except socket.timeout:
            return None
        except ConnectionError:
            data = b""
        self.eof = not data
        return data

    def _on_frame(self, kind, flags, number, payload):
        if kind == SETTINGS and not flags & ACK:
            self.settings.update(struct.iter_unpack(">HI", payload))
            self.send(frame(SETTINGS, ACK, 0))
        elif kind == SETTINGS:
            self.acknowledged += 1
        elif kind == PING and not flags & ACK:
            self.send(frame(PING, ACK, 0, payload))
        elif kind == PING:
            self.pongs.append(payload)
        elif kind == GOAWAY:
            last, code = struct.unpack_from(">II", payload)
            self.goaway = last & 0x7FFFFFFF, code, payload[8:]
        elif kind == RST_STREAM:
            self.stream_of(number).reset = struct.unpack(">I", payload)[0]
        elif kind == WINDOW_UPDATE:
            sender = self.stream_of(number) if number else self
            sender.window += struct.unpack(">I", payload)[0]
        elif kind == DATA:
            self._on_data(flags, number, payload)
        elif kind in (HEADERS, CONTINUATION):
            self._on_headers(kind, flags, number, payload)

    def _on_data(self, flags, number, payload):
        stream = self.stream_of(number)
        stream.data += payload[1 : len(payload) - payload[0]] if flags & PADDED else payload
        stream.ended |= bool(flags & END_STREAM)
        if payload and self.opens_windows:
            update = struct.pack(">I", len(payload))
            self.send(frame(WINDOW_UPDATE, 0, 0, update))
            if not stream.over():
                self.send(frame(WINDOW_UPDATE, 0, number, update))

    def _on_headers(self, kind, flags, number, payload):
        if kind == HEADERS:
            self.block, self.block_ends_stream = b"", bool(flags & END_STREAM)
            if flags & PADDED:
                payload = payload[1 : len(payload) - payload[0]]
            if flags & PRIORITY_FLAG:
                payload = payload[5:]
        self.block += payload
        if flags & END_HEADERS:
            stream = self.stream_of(number)
            stream.blocks.append(self.decoder.decode(self.block))
            stream.ended |= self.block_ends_stream

    def describe(self):
        streams = "; ".join(f"{key}: {value.describe()}" for key, value in self.streams.items())
        return f"eof {self.eof}, goaway {self.goaway}, streams {{{streams}}}"

    # What the cases ask --------------------------------------------------------------------------

    def settled(self):
        """Until the server has acknowledged our SETTINGS: it is up and speaks HTTP/2."""
        self.pump(lambda: self.acknowledged, "SETTINGS and their acknowledgement")

    def finish(self, number, patience=PATIENCE):
        """The stream, once it is over."""
        stream = self.stream_of(number)
        self.pump(stream.over, f"the end of stream {number}", patience)
        return stream

    def status(self, number):
        """The gRPC status that ends the stream."""
        stream = self.finish(number)
        expect(stream.grpc_status is not None, lambda: f"no grpc-status: {stream.describe()}")
        return stream.grpc_status

    def expect_status(self, number, *codes):
        status = self.status(number)
        text = self.stream_of(number).header("grpc-message")
        wanted = " or ".join(map(str, codes))
        expect(status in codes, lambda: f"grpc-status {status} ({text}), expected {wanted}")

    def read_texts(self, number, count):
        """The texts of the first `count` replies."""
        stream = self.stream_of(number)
        self.pump(
            lambda: len(stream.messages()) >= count or stream.over(), f"{count} replies"
        )
        texts = [reply_text(payload) for payload in stream.messages()]
        expect(len(texts) >= count, lambda: f"only {texts}: {stream.describe()}")
        return texts[:count]

    def say_hello(self, name="Ada"):
        """A good call; fails if the answer is not the greeting."""
        number = self.open()
        self.data(number, message(hello_request(name)), end_stream=True)
        self.expect_status(number, 0)
        expect_equal(self.read_texts(number, 1), [f"Hello, {name}"], "replies")

    def ping(self):
        payload = struct.pack(">Q", len(self.pongs) + 1)
        self.send(frame(PING, 0, 0, payload))
        self.pump(lambda: payload in self.pongs, "the answer to PING")

    def may_send(self, number, count, patience=PATIENCE):
        """Whether the server's windows allow `count` bytes of DATA within `patience`."""

        def allowed():
            initial = self.settings.get(INITIAL_WINDOW_SIZE, DEFAULT_WINDOW_BYTES)
            return min(self.window, initial + self.stream_of(number).window) >= count

        end = time.monotonic() + patience
        while not allowed():
            expect(not self.eof, lambda: f"the server hung up ({self.describe()})")
            if time.monotonic() > end:
                return False
            self._receive_some(min(0.1, patience))
        return True

    def drain(self, patience=PATIENCE):
        """Everything until the server hangs up, as bytes without understanding them."""
        received, end = bytearray(self.buffer), time.monotonic() + patience
        while not self.eof:
            left = end - time.monotonic()
            expect(left > 0, lambda: f"the server does not hang up; it said {received[:200]!r}")
            received += self._bytes(left) or b""
        return bytes(received)

    def expect_refused(self, patience=PATIENCE):
        """The server hangs up; what it says before that is its affair."""
        end = time.monotonic() + patience
        while not self.eof:
            self._receive(end, "the server hangs up")
