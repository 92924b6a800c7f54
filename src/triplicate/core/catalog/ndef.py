"""NDEF messages with one URI or text record (NFC Forum NDEF 1.0, RTD-URI 1.0, RTD-Text 1.0)."""

_PREFIXES = (
    "", "http://www.", "https://www.", "http://", "https://", "tel:", "mailto:", "ftp://anonymous:anonymous@",
    "ftp://ftp.", "ftps://", "sftp://", "smb://", "nfs://", "ftp://", "dav://", "news:", "telnet://", "imap:",
    "rtsp://", "urn:", "pop:", "sip:", "sips:", "tftp:", "btspp://", "btl2cap://", "btgoep://", "tcpobex://",
    "irdaobex://", "file://", "urn:epc:id:", "urn:epc:tag:", "urn:epc:pat:", "urn:epc:raw:", "urn:epc:", "urn:nfc:",
)  # fmt: skip
"""The prefix that the first byte of a URI record stands for, by its value."""
_LONGEST_FIRST = sorted(enumerate(_PREFIXES), key=lambda item: -len(item[1]))
_FIRST_LAST_WELL_KNOWN, _SHORT = 0xC1, 0x10
_MAX_SHORT_PAYLOAD = 255


def uri(text: str) -> bytes:
    """The message with a URI record, in UTF-8; characters outside ASCII are not escaped."""
    code, prefix = next((code, prefix) for code, prefix in _LONGEST_FIRST if text.startswith(prefix))
    return _message(b"U", bytes((code,)) + text.removeprefix(prefix).encode())


def text(text: str, language: str) -> bytes:
    """The message with a text record, in UTF-8; `language` is a tag such as `en`, of at most 63 ASCII characters."""
    tag = language.encode("ascii")
    return _message(b"T", bytes((len(tag),)) + tag + text.encode())


def _message(kind: bytes, payload: bytes) -> bytes:
    """A message of one record of a well-known type; a short record for up to 255 bytes of payload."""
    size = len(payload)
    if size <= _MAX_SHORT_PAYLOAD:
        return bytes((_FIRST_LAST_WELL_KNOWN | _SHORT, len(kind), size)) + kind + payload
    return bytes((_FIRST_LAST_WELL_KNOWN, len(kind))) + size.to_bytes(4, "big") + kind + payload
