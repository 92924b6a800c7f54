"""Clients and TLS: a server whose certificate nobody vouches for is refused."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from triplicate.client import RetryPolicy, Triplicate, Unreachable


def write_certificate(file: Path) -> None:
    """A certificate for 127.0.0.1 that signs itself, and its key, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[str]:
    """The URL of a server that shakes hands with such a certificate, once."""
    write_certificate(tmp_path / "impostor.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "impostor.pem")
    listening = socket.create_server(("127.0.0.1", 0))

    def shake_hands() -> None:
        connection, _ = listening.accept()
        with connection, pytest.raises(ssl.SSLError, match="alert"):
            context.wrap_socket(connection, server_side=True)

    thread = threading.Thread(target=shake_hands, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listening.getsockname()[1]}"
    thread.join(10)
    listening.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(impostor: str) -> None:
    with (
        Triplicate(impostor, "a-token", retry_policy=RetryPolicy(attempts=1)) as client,
        pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        client.count_orders()
