"""Sanitises the CSS of an SVG: keeps of each rule only the declarations that refer to nothing outside the file.

A declaration is kept when every function in it is one that takes no URL, or `url(#…)`. At-rules are removed: they load
other style sheets and fonts, or animate.
"""

import re
from collections.abc import Iterable
from typing import Any

import tinycss2
from tinycss2 import ast

from triplicate.core.failures import invalid

MAX_DELIMITERS = 200_000
"""Of all styles of a file. Parsing takes up to 5 µs for each, and little for the characters between them."""
MAX_CHARACTERS = 4 * 1024 * 1024
"""Of all styles of a file that are parsed."""
MAX_CHARACTERS_AT_ONCE = 1024 * 1024
"""Of one style sheet, or one attribute: its parsed form takes more than a hundred times the memory."""
_DELIMITER = re.compile(r"[^\w\s]|\s+")
_FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk icc-color calc min max clamp var "
    "matrix matrix3d translate translatex translatey scale scalex scaley rotate skew skewx skewy perspective "
    "circle ellipse inset path polygon blur brightness contrast drop-shadow grayscale hue-rotate invert opacity "
    "saturate sepia cubic-bezier steps".split()
)
_SYNTAX = frozenset("(\\{}@<")
"""A text without these contains no function, no escape and no rule."""


class CssSanitiser:
    """Sanitises all styles of one file, within one budget. Attributes that repeat are parsed once."""

    def __init__(self) -> None:
        self._characters = self._delimiters = 0
        self._declarations: dict[str, str] = {}
        self._is_local: dict[str, bool] = {}

    def style_sheet(self, text: str) -> str:
        """A style sheet without external references. Raises DomainError(InvalidInput) when the budget is exceeded."""
        self._spend(text)
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        texts = [_rule(rule) for rule in rules if isinstance(rule, ast.QualifiedRule)]
        return "\n".join(text for text in texts if text)

    def declarations(self, text: str) -> str:
        """The declarations of a `style` attribute without external references. Raises as `style_sheet` does."""
        if _SYNTAX.isdisjoint(text):
            return text
        sanitised = self._declarations.get(text)
        if sanitised is None:
            self._spend(text)
            sanitised = _declarations(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))
            self._declarations[text] = sanitised
        return sanitised

    def is_local(self, text: str) -> bool:
        """Whether an attribute, such as `fill`, refers to nothing outside the file. Raises as `style_sheet` does."""
        if _SYNTAX.isdisjoint(text):
            return True
        local = self._is_local.get(text)
        if local is None:
            self._spend(text)
            local = _are_local(tinycss2.parse_component_value_list(text, skip_comments=True))
            self._is_local[text] = local
        return local

    def _spend(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS or len(text) > MAX_CHARACTERS_AT_ONCE:
            raise invalid("file", "contains too many styles")
        self._delimiters += len(_DELIMITER.findall(text))
        if self._delimiters > MAX_DELIMITERS:
            raise invalid("file", "contains too many styles")


def _rule(rule: Any) -> str:
    text = _declarations(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))
    return f"{tinycss2.serialize(rule.prelude)}{{{text}}}" if text else ""


def _declarations(nodes: Iterable[Any]) -> str:
    local = [node for node in nodes if isinstance(node, ast.Declaration) and _are_local(node.value)]
    return ";".join(node.serialize() for node in local)


def _are_local(values: Iterable[Any]) -> bool:
    return all(_is_local(value) for value in values)


def _is_local(value: Any) -> bool:
    match value:
        case ast.URLToken():
            return is_fragment(value.value)
        case ast.FunctionBlock() if value.lower_name == "url":
            arguments = [node for node in value.arguments if node.type != "whitespace"]
            return len(arguments) == 1 and isinstance(arguments[0], ast.StringToken) and is_fragment(arguments[0].value)
        case ast.FunctionBlock():
            return value.lower_name in _FUNCTIONS and _are_local(value.arguments)
        case ast.ParenthesesBlock() | ast.SquareBracketsBlock():
            return _are_local(value.content)
        case ast.CurlyBracketsBlock() | ast.AtKeywordToken() | ast.ParseError():
            return False
        case _:
            return True


def is_fragment(url: str) -> bool:
    """Whether a URL refers to a part of the same file."""
    return url.strip().startswith("#")
