"""JSON schemas for the API reference: types, constraints and nested members in plain English."""

from typing import Any, NamedTuple

from triplicate.api.schemas import reference

Schema = dict[str, Any]
_DEEPEST = 8
_NUMBERS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "{} characters or more",
    "maxLength": "{} characters at most",
    "minItems": "{} or more",
    "maxItems": "{} at most",
    "pattern": "`{}`",
}


class Member(NamedTuple):
    """A member or parameter. `kind` is its type in a few words, `values` are the allowed values of an enum."""

    name: str
    kind: str
    required: bool
    told: str
    rules: tuple[str, ...]
    words: tuple[str, ...]
    place: str = ""
    members: tuple["Member", ...] = ()


class Schemas:
    """The named schemas of a document."""

    def __init__(self, components: dict[str, Schema]) -> None:
        self._components = components

    def members(self, schema: Schema, above: tuple[str, ...] = ()) -> tuple[Member, ...]:
        """The members of an object, of the items of a list, or of the first alternative that has members."""
        found = self._object(schema, above)
        if found is None:
            return ()
        described, path = found
        required = described.get("required", [])
        return tuple(
            self.member(name, inner, name in required, path) for name, inner in described["properties"].items()
        )

    def member(self, name: str, schema: Schema, required: bool, above: tuple[str, ...] = ()) -> Member:
        """One member with all that is inside it."""
        options = [self._named(option) for option in _options(schema)]
        return Member(
            name=name,
            kind=" or ".join(dict.fromkeys(self._kind(option) for option in options)),
            required=required,
            told=schema.get("description") or self._told(schema),
            rules=tuple(dict.fromkeys(rule for option in options for rule in self._rules(option))) + _default(schema),
            words=tuple(str(word) for option in options for word in self._words(option)),
            members=self.members(schema, above),
        )

    def _told(self, schema: Schema) -> str:
        """The first description among a schema's alternatives and their items."""
        inside = [self._named(option) for one in _options(schema) for option in (one, *_items(one))]
        return next((str(one["description"]) for one in inside if "description" in one), "")

    def _named(self, schema: Schema) -> Schema:
        name = reference(schema)
        return self._components[name] if name else schema

    def _object(self, schema: Schema, above: tuple[str, ...]) -> tuple[Schema, tuple[str, ...]] | None:
        """The first object in a schema, unless recursive, and the names of the types on the path to it."""
        for option in _options(schema):
            name = reference(option)
            if name in above or len(above) > _DEEPEST:
                continue
            described = self._named(option)
            path = (*above, name) if name else above
            if described.get("properties"):
                return described, path
            inside = [*_items(described), described.get("additionalProperties")]
            for one in inside:
                if isinstance(one, dict) and (found := self._object(one, path)):
                    return found
        return None

    def _kind(self, schema: Schema) -> str:
        kind, words = schema.get("type"), self._words(schema)
        if words:
            return "some of" if kind == "array" else "one of" if len(words) > 1 else "always"
        if kind == "array":
            inner = " or ".join(dict.fromkeys(self._kind(self._named(option)) for option in _items(schema)))
            return f"list of {_PLURALS.get(inner, inner)}"
        return str(schema.get("format") or kind or "anything")

    def _words(self, schema: Schema) -> list[Any]:
        if "const" in schema:
            return [schema["const"]]
        if schema.get("type") == "array":
            return [word for one in _items(schema) for word in self._words(self._named(one))]
        return list(schema.get("enum", []))

    def _rules(self, schema: Schema) -> list[str]:
        if "enum" in schema:
            return []
        rules = [_rule(text, schema[name]) for name, text in _NUMBERS.items() if name in schema]
        if schema.get("type") == "array":
            rules += [f"each {rule}" for one in _items(schema) for rule in self._rules(self._named(one))]
        return rules


_PLURALS = {"object": "objects", "string": "strings", "integer": "integers", "number": "numbers"}


def _rule(text: str, bound: Any) -> str:
    """A constraint in words: `1 characters or more` becomes `not empty`."""
    return "not empty" if bound == 1 and text.endswith("or more") else text.format(bound)


def _options(schema: Schema) -> list[Schema]:
    """The alternatives of a schema; itself where it has none."""
    found = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    return [inner for option in found for inner in _options(option)] if found else [schema]


def _items(schema: Schema) -> list[Schema]:
    """The alternatives for the items of a list."""
    inside = [schema.get("items"), *schema.get("prefixItems", [])]
    return [option for one in inside if isinstance(one, dict) for option in _options(one)]


def _default(schema: Schema) -> tuple[str, ...]:
    default = schema.get("default")
    if default is None or default in ("", [], {}, ()):
        return ()
    return (f"default {str(default).lower() if isinstance(default, bool) else default}",)
