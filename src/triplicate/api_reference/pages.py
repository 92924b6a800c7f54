"""`/docs`: an index of the dialects and a page for each, without JavaScript, rendered on first use and cached."""

import asyncio
import base64
import hashlib
import html
import re
from functools import cached_property
from importlib.resources import files
from typing import Any

from triplicate import __version__
from triplicate.api.dialect import Dialect
from triplicate.api.openapi import openapi_document
from triplicate.api.response import Header, Response, Scope, problem_response
from triplicate.api_reference.curl import BASE_URL_PLACEHOLDER
from triplicate.api_reference.operations import read_operations
from triplicate.server.application import PageHandler

_HTML: Header = (b"content-type", b"text/html; charset=utf-8")
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
_CODE_SPAN = re.compile(r"`([^`]+)`")


def reference_pages(dialects: tuple[Dialect, ...], public_url: str) -> PageHandler:
    """`/docs` and `/docs/{dialect}`; the curl commands contain the public URL, or the host of the request."""
    cache = _PageCache(dialects)
    names_by_path = {"/docs": "", **{f"/docs/{name}": name for name in cache.dialects}}

    async def handle(scope: Scope) -> Response:
        name = names_by_path.get(scope["path"])
        if name is None:
            return problem_response(404, "No resource has this path.")
        if name not in cache.rendered:
            cache.rendered[name] = await asyncio.to_thread(cache.render, name)
        page_html = cache.rendered[name].replace(BASE_URL_PLACEHOLDER, html.escape(public_url or _base_url(scope)))
        return Response(200, page_html.encode(), cache.headers, _HTML)

    return handle


def _base_url(scope: Scope) -> str:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return f"{scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}"


class _PageCache:
    """The pages, rendered on first use, so that startup does not pay for them."""

    def __init__(self, dialects: tuple[Dialect, ...]) -> None:
        self.dialects = {dialect.name: dialect for dialect in dialects}
        self.rendered: dict[str, str] = {}

    def render(self, name: str) -> str:
        """The page of a dialect, or the index under the empty name."""
        template = self._templates.get_template("dialect.html" if name else "index.html")
        dialect_variables: dict[str, Any] = {}
        if name:
            groups, kinds = read_operations(openapi_document(self.dialects[name]))
            dialect_variables = {"dialect": self.dialects[name], "groups": groups, "kinds": kinds}
        variables = {"dialects": self.dialects.values(), "version": __version__, "style": self._style}
        text: str = template.render(variables | dialect_variables)
        return text

    @cached_property
    def headers(self) -> tuple[Header, ...]:
        """The security headers of every page: no scripts, subresources or framing; only the inline style sheet."""
        style = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; "
        return (
            (b"cache-control", b"no-cache"),
            (b"content-security-policy", f"{policy}frame-ancestors 'none'".encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        )

    @cached_property
    def _style(self) -> str:
        return files("triplicate.api_reference").joinpath("templates/style.css").read_text(encoding="utf-8")

    @cached_property
    def _templates(self) -> Any:
        import jinja2  # slow to import, and most processes never need it

        templates = jinja2.Environment(
            loader=jinja2.PackageLoader("triplicate.api_reference"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.filters["prose"] = _prose_html
        return templates


def _prose_html(text: str) -> Any:
    """Plain text as HTML: escaped, with text in backquotes as code."""
    from markupsafe import Markup

    return Markup(_CODE_SPAN.sub(r"<code>\1</code>", html.escape(text)))
