"""`/mcp`: the tools over streamable HTTP, without sessions. Host and Origin must match exactly."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.types import Receive, Scope, Send

    from service.api.indexes import Indexes
    from service.core.settings import Settings

_HERE = ("127.0.0.1", "localhost", "[::1]")


def mcp_routes(indexes: Indexes, settings: Settings) -> list[Route]:
    """The routes of the endpoint, with and without a slash at the end."""
    endpoint = McpEndpoint(indexes, settings)
    return [Route(path, endpoint, include_in_schema=False) for path in ("/mcp", "/mcp/")]


class McpEndpoint:
    """Answers in JSON and has no sessions, so that any worker can answer any request."""

    def __init__(self, indexes: Indexes, settings: Settings) -> None:
        self._indexes, self._settings = indexes, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        if scope["method"] != "POST":
            await Response(status_code=405, headers={"Allow": "POST"})(scope, receive, send)
            return
        manager = StreamableHTTPSessionManager(
            self._server._lowlevel_server,  # noqa: SLF001  the library offers no public way to a stateless manager
            json_response=True,
            stateless=True,
            security_settings=self._security(scope),
            max_request_body_size=self._settings.max_body_bytes,
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    @cached_property
    def _server(self) -> MCPServer[Any]:
        from service.api.mcp_tools import mcp_server

        return mcp_server(self._indexes)

    def _security(self, scope: Scope) -> TransportSecuritySettings:
        """Allow the hosts of the settings, or this machine, so that pages of other sites cannot use the tools."""
        from mcp.server.transport_security import TransportSecuritySettings

        port = scope["server"][1] if scope.get("server") else None
        public = urlsplit(self._settings.base_url).netloc
        here = {f"{name}:{port}" for name in _HERE}
        hosts = self._settings.host_names or ({public} if public else here)
        origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in sorted(hosts)]
        return TransportSecuritySettings(allowed_hosts=sorted(hosts), allowed_origins=origins)
