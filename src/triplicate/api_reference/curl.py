"""Example curl commands for operations, with shell variables to fill in."""

import re
from typing import Any

import msgspec

from triplicate.api.uploads import MEDIA_TYPE as MULTIPART

BASE_URL_PLACEHOLDER = "https://base.invalid"
"""A placeholder that is replaced by the server's address when a page is served."""


def curl_command(scheme: dict[str, str], method: str, path: str, operation: dict[str, Any]) -> str:
    """A curl command, one option a line. Path parameters are names in capitals."""
    headers = [_credential(scheme)]
    required = {one["name"] for one in operation["parameters"] if one["required"]}
    if method != "GET":
        headers.append("Idempotency-Key: $(uuidgen)")
    if "If-Match" in required:
        headers.append("If-Match: $ETAG")
    lines = [
        f"curl {'' if method == 'GET' else f'-X {method} '}"
        f"'{BASE_URL_PLACEHOLDER}{_path_with_variables(path)}{_query(operation)}'"
    ]
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json")
    if body is not None:
        headers.append("Content-Type: application/json")
    lines += [f'-H "{header}"' for header in headers]
    if body is not None:
        lines.append(f"-d '{_body_argument(body)}'")
    if MULTIPART in content:
        lines += [f"-F {name}=@FILENAME" for name in content[MULTIPART]["schema"]["properties"]]
    return " \\\n  ".join(lines)


def _credential(scheme: dict[str, str]) -> str:
    return f"{scheme['name']}: $TOKEN" if "name" in scheme else f"Authorization: {scheme['scheme'].title()} $TOKEN"


def _path_with_variables(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: _variable_name(match[1]), path)


def _query(operation: dict[str, Any]) -> str:
    required_names = [one["name"] for one in operation["parameters"] if one["in"] == "query" and one["required"]]
    return "?" + "&".join(f"{name}={_variable_name(name)}" for name in required_names) if required_names else ""


def _variable_name(name: str) -> str:
    """`orderId` as ORDER_ID."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def _body_argument(body: dict[str, Any]) -> str:
    return pretty_json(body.get("example", {})).replace("'", "'\\''")


def pretty_json(example: Any) -> str:
    """An example as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(example), indent=2).decode()
