"""Keys derived from the master key: encryption of secrets, signatures of links and tokens.

One master key of 32 bytes, in a file that only its owner may read, serves all processes of one database. Each purpose
has its own derived key (HKDF-SHA256).
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_UNDECRYPTABLE = "a stored secret cannot be decrypted with this master key"


class InvalidKey(Exception):
    """The master key or a value encrypted with it cannot be used; the message never contains key material."""


class Keyring:
    """The keys derived from one master key."""

    def __init__(self, master_key: bytes) -> None:
        self._sealing_key = _derive(master_key, b"seal")
        self._signing = _derive(master_key, b"sign links")
        self.jwt = _derive(master_key, b"sign tokens")
        self.fingerprint = _derive(master_key, b"fingerprint").hex()[:16]

    @cached_property
    def _sealing(self) -> "AESGCM":
        """The cipher, loaded on first use, for a fast start."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._sealing_key)

    def seal(self, plaintext: bytes) -> str:
        """Encrypts and authenticates (AES-256-GCM); base64 of nonce and ciphertext."""
        return base64.b64encode(self.seal_bytes(plaintext)).decode()

    def unseal(self, sealed: str) -> bytes:
        """Decrypts a sealed value. Raises InvalidKey if it was sealed with another key or modified."""
        try:
            return self.unseal_bytes(base64.b64decode(sealed, validate=True))
        except (binascii.Error, ValueError):
            raise InvalidKey(_UNDECRYPTABLE) from None

    def seal_bytes(self, plaintext: bytes) -> bytes:
        """Encrypts and authenticates (AES-256-GCM); nonce and ciphertext."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._sealing.encrypt(nonce, plaintext, None)

    def unseal_bytes(self, sealed: bytes) -> bytes:
        """Decrypts what `seal_bytes` made. Raises InvalidKey if it was sealed with another key or modified."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._sealing.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise InvalidKey(_UNDECRYPTABLE) from None

    def sign(self, text: str) -> str:
        """A URL-safe signature of `text`: HMAC-SHA256, truncated to 128 bits."""
        digest = hmac.digest(self._signing, text.encode(), hashlib.sha256)[:16]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def load(path: Path, create: bool) -> Keyring:
    """Loads the master key from a file, creating it if missing and `create` is set. Raises InvalidKey."""
    try:
        return Keyring(_decode(path, path.read_bytes()))
    except FileNotFoundError:
        if not create:
            raise InvalidKey(f"there is no master key at {path}") from None
    except OSError as error:
        raise InvalidKey(f"the master key at {path} cannot be read: {error.strerror}") from None
    _write(path)
    return Keyring(_decode(path, path.read_bytes()))


def _write(path: Path) -> None:
    """Creates the key file atomically, readable by its owner only; keeps one created concurrently."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError as error:
        raise InvalidKey(f"no master key can be written to {path}: {error.strerror}") from None
    finally:
        with suppress(OSError):
            draft.unlink()


def _decode(path: Path, text: bytes) -> bytes:
    try:
        master_key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        master_key = b""
    if len(master_key) != KEY_BYTES:
        raise InvalidKey(f"the master key at {path} is not {KEY_BYTES} bytes in hexadecimal")
    return master_key


def _derive(master_key: bytes, purpose: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) to 32 bytes, which is one block of its expansion."""
    extracted = hmac.digest(b"triplicate", master_key, hashlib.sha256)
    return hmac.digest(extracted, purpose + b"\x01", hashlib.sha256)
