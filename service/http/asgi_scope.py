"""The ASGI scope of a request: what its head, its connection and a trusted proxy say of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.http.proxies import forwarded_scheme
from service.web.response import headers_by_name

if TYPE_CHECKING:
    from starlette.types import Scope

    from service.http.connection import ClientConnection
    from service.http.proxies import TrustedProxies
    from service.http.reader import Request


def scope_of(request: Request, connection: ClientConnection, state: dict[str, Any]) -> Scope:
    """The scope of a request whose head is read, on a connection.

    connection: gives the addresses, the scheme, and whether the peer is a trusted proxy; state: that of the
    application's lifespan, of which the scope gets a copy.
    """
    head, root = request.head, connection.config.root_path
    scope: Scope = {
        "type": "http",
        "asgi": {"version": connection.config.asgi_version, "spec_version": "2.3"},
        "http_version": request.version,
        "method": request.method,
        "scheme": connection.scheme,
        "server": connection.own_address,
        "client": connection.peer,
        "root_path": root,
        "path": root + head.path,
        "raw_path": root.encode() + head.raw_path,
        "query_string": head.query_string,
        "headers": head.headers,
        "state": state.copy(),
    }
    if connection.trusted:
        apply_forwarded(scope, connection.proxies)
    return scope


def apply_forwarded(scope: Scope, proxies: TrustedProxies) -> None:
    """Set the client and the scheme of a request to those that a trusted proxy names."""
    headers = headers_by_name(scope["headers"])
    if client := proxies.client(headers.get(b"x-forwarded-for", b"").decode("latin-1")):
        scope["client"] = client
    scope["scheme"] = forwarded_scheme(headers.get(b"x-forwarded-proto", b"").decode("latin-1"), scope["scheme"])
