"""Sends requests as raw bytes on a socket and reads the responses."""

import socket


class RawConnection:
    """A connection on which bytes are sent and answers are read, one after the other."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=20)
        self._read = b""

    def __enter__(self) -> "RawConnection":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def response(self, has_body: bool = True) -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, headers, body; `has_body` is False for the answer to HEAD."""
        while b"\r\n\r\n" not in self._read:
            self._receive()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        length = int(headers.get("content-length", 0)) if has_body else 0
        while len(self._read) < length:
            self._receive()
        body, self._read = self._read[:length], self._read[length:]
        return int(first.split()[1]), headers, body

    def read_to_end(self) -> bytes:
        """What still comes until the server closes."""
        try:
            while True:
                self._receive()
        except (EOFError, ConnectionError):
            return self._read

    def _receive(self) -> None:
        content = self.socket.recv(65536)
        if not content:
            raise EOFError("the server closed")
        self._read += content


def request(path: bytes, *lines: bytes, method: bytes = b"GET") -> bytes:
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", b"Host: x", *lines, b"", b""])
