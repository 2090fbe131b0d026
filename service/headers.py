"""What every answer carries, errors included, and HEAD wherever there is GET."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from service.middleware import HttpMiddleware

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, ETag, Link, Server-Timing, Vary",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}
"""What a browser asks for before it sends a query from another site."""

# Pages need no script and load nothing from elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class CommonHeaders(HttpMiddleware):
    """Adds the common headers and the time taken to each response, and answers HEAD as GET without a body."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""
        head, started = scope["method"] == "HEAD", perf_counter()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in COMMON.items():
                    headers.setdefault(name, value)
                headers["Server-Timing"] = f"total;dur={1000 * (perf_counter() - started):.1f}"
            elif head:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if head else scope, receive, send_with_headers)
