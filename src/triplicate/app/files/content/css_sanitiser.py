"""Styles in an SVG: of each rule only the declarations that lead to nothing outside of the file.

A declaration is kept when every function in it is one that takes no address, or `url(#…)`. At-rules go as a whole: they
load other sheets and fonts, or animate.
"""

from collections.abc import Iterable
from typing import Any

import tinycss2
from tinycss2 import ast

from triplicate.core.failures import invalid

MOST_CHARACTERS = 4 * 1024 * 1024
"""The styles of a file that are parsed; it takes about a second for each million."""
MOST_AT_ONCE = 1024 * 1024
"""Of one sheet, or one attribute: while it is parsed, it takes more than a hundred times its size."""
_FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk icc-color calc min max clamp var "
    "matrix matrix3d translate translatex translatey scale scalex scaley rotate skew skewx skewy perspective "
    "circle ellipse inset path polygon blur brightness contrast drop-shadow grayscale hue-rotate invert opacity "
    "saturate sepia cubic-bezier steps".split()
)
_TELLING = frozenset("(\\{}@<")
"""A text without these has no function, no escape and no rule in it."""


class Styles:
    """The styles of one file; `left` is how much of them may still be parsed."""

    def __init__(self) -> None:
        self._left = MOST_CHARACTERS

    def sheet(self, text: str) -> str:
        """A style sheet without what leads out of the file. Raises Refused(InvalidInput) where there is too much."""
        self._take(text)
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        kept = [_rule(rule) for rule in rules if isinstance(rule, ast.QualifiedRule)]
        return "\n".join(rule for rule in kept if rule)

    def declarations(self, text: str) -> str:
        """The declarations of a style attribute without those that lead out of the file. Raises as `sheet` does."""
        if _TELLING.isdisjoint(text):
            return text
        self._take(text)
        return _declarations(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))

    def is_local(self, text: str) -> bool:
        """Whether the value of an attribute, such as `fill`, leads to nothing outside. Raises as `sheet` does."""
        if _TELLING.isdisjoint(text):
            return True
        self._take(text)
        return _harmless(tinycss2.parse_component_value_list(text, skip_comments=True))

    def _take(self, text: str) -> None:
        self._left -= len(text)
        if self._left < 0 or len(text) > MOST_AT_ONCE:
            raise invalid("file", "has too many styles in it")


def _rule(rule: Any) -> str:
    kept = _declarations(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))
    return f"{tinycss2.serialize(rule.prelude)}{{{kept}}}" if kept else ""


def _declarations(found: Iterable[Any]) -> str:
    kept = [one for one in found if isinstance(one, ast.Declaration) and _harmless(one.value)]
    return ";".join(one.serialize() for one in kept)


def _harmless(values: Iterable[Any]) -> bool:
    return all(_is_harmless(value) for value in values)


def _is_harmless(value: Any) -> bool:
    match value:
        case ast.URLToken():
            return is_inside(value.value)
        case ast.FunctionBlock() if value.lower_name == "url":
            named = [one for one in value.arguments if one.type != "whitespace"]
            return len(named) == 1 and isinstance(named[0], ast.StringToken) and is_inside(named[0].value)
        case ast.FunctionBlock():
            return value.lower_name in _FUNCTIONS and _harmless(value.arguments)
        case ast.ParenthesesBlock() | ast.SquareBracketsBlock():
            return _harmless(value.content)
        case ast.CurlyBracketsBlock() | ast.AtKeywordToken() | ast.ParseError():
            return False
        case _:
            return True


def is_inside(address: str) -> bool:
    """Whether an address names something in the same file."""
    return address.strip().startswith("#")
