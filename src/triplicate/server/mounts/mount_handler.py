"""A mount at its prefix: checks who may enter, and what its application finds in the scope of a request.

`scope["state"]` has what the application's own lifespan left there, and as `request_id` and `principal` (None unless
access is by token) what is known of the request. Paths are below `scope["root_path"]`.
"""

import re
from collections.abc import Mapping
from typing import Any, assert_never

from triplicate.api.dialect import Dialect
from triplicate.api.request_body import BoundedBody
from triplicate.api.response import Headers, Receive, Response, Scope, Send, problem_response
from triplicate.app.access.sign_in import TokenVerifier
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError, MissingScope
from triplicate.server.mounts.lifespan import MountLifespan
from triplicate.server.mounts.loopback import is_from_loopback
from triplicate.server.mounts.mount import LoopbackOnly, Mount, Public, TokenScope
from triplicate.server.mounts.mount_request import MountRequest

_PREFIX = re.compile(r"/[a-z0-9][a-z0-9_-]*")
_NOT_LOOPBACK = "This page can be opened on the machine of the server only."


class MountHandler:
    """A mount at a prefix such as `/console`. Raises ValueError for another prefix, and for an unknown dialect."""

    def __init__(self, prefix: str, mount: Mount, dialects: Mapping[str, Dialect], verifier: TokenVerifier) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(f"invalid mount prefix {prefix!r}: must be one path segment, such as /console")
        if isinstance(mount.access, TokenScope) and mount.access.dialect not in dialects:
            raise ValueError(f"the mount {prefix} asks for tokens of the unknown dialect {mount.access.dialect!r}")
        self.prefix = prefix
        self.lifespan = MountLifespan(mount.application)
        self._mount = mount
        self._dialects = dialects
        self._verifier = verifier

    async def respond(
        self, scope: Scope, receive: Receive, send: Send, headers: Headers, request_id: bytes
    ) -> Response | None:
        """Has the application respond. A response of ours is what the caller gets in its place.

        Raises DomainError: Unauthenticated, MissingScope, Unavailable; HttpError: BodyTooLarge, BodyTimeout,
        InternalError.
        """
        principal: Principal | None = None
        access = self._mount.access
        match access:
            case Public():
                pass
            case LoopbackOnly():
                if not is_from_loopback(scope, headers):
                    return problem_response(403, _NOT_LOOPBACK)
            case TokenScope():
                principal = await self._verify(access, headers)
            case _:
                assert_never(access)
        body = BoundedBody(receive, headers, self._mount.max_body_bytes)
        body.check_declared_size()
        request = MountRequest(body, send, request_id, self._mount.silence_s)
        return await request.run(self._mount.application, self._child_scope(scope, request_id, principal))

    async def _verify(self, access: TokenScope, headers: Headers) -> Principal:
        token = self._dialects[access.dialect].security.token(headers)
        principal = await self._verifier.verify(access.dialect, token)
        if not principal.may(access.scope):
            raise DomainError(MissingScope(access.scope))
        return principal

    def _child_scope(self, scope: Scope, request_id: bytes, principal: Principal | None) -> dict[str, Any]:
        state = {**self.lifespan.state, "request_id": request_id.decode(), "principal": principal}
        return {**scope, "root_path": scope.get("root_path", "") + self.prefix, "state": state}
