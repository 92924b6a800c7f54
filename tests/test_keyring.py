"""Keys derived from the master key are those of the published function, so that databases of today stay readable."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from triplicate.keyring import Keyring

MASTER_KEY = bytes(range(32))


def test_keys_are_derived_by_hkdf_with_sha256() -> None:
    def derived(purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=b"triplicate", info=purpose).derive(MASTER_KEY)

    keys = Keyring(MASTER_KEY)
    assert keys.jwt == derived(b"sign tokens")
    assert keys.fingerprint == derived(b"fingerprint").hex()[:16]


def test_what_is_sealed_is_unsealed_by_the_same_key() -> None:
    assert Keyring(MASTER_KEY).unseal(Keyring(MASTER_KEY).seal(b"secret")) == b"secret"
