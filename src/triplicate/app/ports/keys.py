"""Cryptography with keys derived from the master key."""

from typing import Protocol


class Keys(Protocol):
    """Cryptography with keys derived from the master key."""

    jwt: bytes

    def __hash__(self) -> int: ...

    def seal(self, plaintext: bytes) -> str: ...

    def unseal(self, sealed: str) -> bytes: ...

    def seal_bytes(self, plaintext: bytes) -> bytes: ...

    def unseal_bytes(self, sealed: bytes) -> bytes: ...

    def sign(self, text: str) -> str: ...
