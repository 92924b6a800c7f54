"""The view model of the API reference, read from an OpenAPI document: operations by group, and shared types."""

from collections import Counter
from typing import Any, NamedTuple

from triplicate.api.schemas import ref_name
from triplicate.api_reference.curl import curl_command, pretty_json
from triplicate.api_reference.schemas import Member, Schemas

Json = dict[str, Any]


class ResponseDoc(NamedTuple):
    """One response of an operation: with a shared type (`type_name`), or with its own `members`."""

    status: str
    description: str
    content_type: str
    type_name: str
    headers: tuple[Member, ...]
    members: tuple[Member, ...]


class OperationDoc(NamedTuple):
    """One operation. `paths` are its alternative paths; `example` is its own example response, or empty.

    `failure_type` is the name of the type of all `failures`.
    """

    id: str
    method: str
    paths: tuple[str, ...]
    summary: str
    description: str
    scopes: tuple[str, ...]
    source: str
    parameters: tuple[Member, ...]
    body: Member | None
    success: ResponseDoc
    failures: tuple[ResponseDoc, ...]
    failure_type: str
    example: str
    curl: str


class OperationGroup(NamedTuple):
    """The operations with one tag; the name is empty if the document has no tags."""

    name: str
    operations: tuple[OperationDoc, ...]


class TypeDoc(NamedTuple):
    """A type that several responses share."""

    name: str
    description: str
    members: tuple[Member, ...]
    example: str


def read_operations(document: Json) -> tuple[tuple[OperationGroup, ...], tuple[TypeDoc, ...]]:
    """The operations by their first tag, and the types, in the document's order."""
    reader = _DocumentReader(document)
    return reader.groups(), tuple(reader.type_doc(name) for name in reader.shared_types)


class _DocumentReader:
    def __init__(self, document: Json) -> None:
        self._document = document
        self._schemas = Schemas(document["components"]["schemas"])
        self._scheme = document["components"]["securitySchemes"]["token"]
        self.shared_types = _shared_type_names(document)

    def groups(self) -> tuple[OperationGroup, ...]:
        """The operations by their first tag; those without a tag are in a group with an empty name."""
        operations_by_tag: dict[str, list[OperationDoc]] = {}
        for path, methods in self._document["paths"].items():
            for method, operation in methods.items():
                if "x-same-as" not in operation:
                    tag = (operation.get("tags") or [""])[0]
                    operations_by_tag.setdefault(tag, []).append(self.operation(path, method, operation))
        return tuple(OperationGroup(name, tuple(operations)) for name, operations in operations_by_tag.items())

    def type_doc(self, name: str) -> TypeDoc:
        """A named type."""
        schema = self._document["components"]["schemas"][name]
        example = self._document["components"]["examples"].get(name, {}).get("value")
        members = self._schemas.members({"$ref": f"#/components/schemas/{name}"})
        return TypeDoc(name, schema.get("description", ""), members, pretty_json(example) if example else "")

    def operation(self, path: str, method: str, operation: Json) -> OperationDoc:
        """One operation under its first path."""
        success, *failures = (self._response(status, found) for status, found in operation["responses"].items())
        body = operation.get("requestBody")
        return OperationDoc(
            id=operation["operationId"],
            method=method.upper(),
            paths=(path, *self._other_paths(operation["operationId"])),
            summary=operation["summary"],
            description=operation.get("description", ""),
            scopes=tuple(operation["security"][0]["token"]),
            source=operation.get("externalDocs", {}).get("url", ""),
            parameters=tuple(self._parameter(one) for one in operation["parameters"]),
            body=self._body(body) if body else None,
            success=success,
            failures=tuple(failures),
            failure_type=next((failure.type_name for failure in failures if failure.type_name), ""),
            example=self._example(_content(operation["responses"][success.status])),
            curl=curl_command(self._scheme, method.upper(), path, operation),
        )

    def _other_paths(self, id: str) -> list[str]:
        """The other paths of the same operation."""
        paths = self._document["paths"].items()
        return [path for path, methods in paths for one in methods.values() if one.get("x-same-as") == id]

    def _parameter(self, parameter: Json) -> Member:
        member = self._schemas.member(parameter["name"], parameter["schema"], parameter["required"])
        return member._replace(location=parameter["in"], description=parameter.get("description", ""))

    def _example(self, content: Json) -> str:
        """The example of a response; empty if its shared type shows it already."""
        for example in content.get("examples", {}).values():
            name = ref_name(example)
            return (
                ""
                if name in self.shared_types
                else pretty_json(self._document["components"]["examples"][name]["value"])
            )
        return pretty_json(content["example"]) if "example" in content else ""

    def _body(self, request_body: Json) -> Member:
        return self._schemas.member("body", _content(request_body)["schema"], request_body["required"])

    def _response(self, status: str, response: Json) -> ResponseDoc:
        if "$ref" in response:
            response = self._document["components"]["responses"][ref_name(response)]
        headers = response.get("headers", {}).items()
        schema = _content(response).get("schema", {})
        type_name = ref_name(schema)
        return ResponseDoc(
            status=status,
            description=response["description"],
            content_type=next(iter(response.get("content", {})), ""),
            type_name=type_name if type_name in self.shared_types else "",
            headers=tuple(
                self._schemas.member(name, one["schema"] | {"description": one["description"]}, False)
                for name, one in headers
            ),
            members=() if type_name in self.shared_types else self._schemas.members(schema),
        )


def _shared_type_names(document: Json) -> tuple[str, ...]:
    """The names of the types that several responses share, and of the error types."""
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    responses = [answer for one in operations for answer in one["responses"].values()]
    counts = Counter(ref_name(_content(answer).get("schema", {})) for answer in responses)
    failures = {ref_name(_content(one)["schema"]): 2 for one in document["components"]["responses"].values()}
    return tuple(name for name, times in {**counts, **failures}.items() if name and times > 1)


def _content(holder: Json) -> Json:
    """The media type object of a request body or response, which has at most one."""
    return next(iter(holder.get("content", {}).values()), {})
