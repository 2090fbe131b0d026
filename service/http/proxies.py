"""Trusted proxies, and the client that they forward a request for: X-Forwarded-For and X-Forwarded-Proto.

Only a trusted peer is believed (uvicorn's `forwarded_allow_ips`, the environment's FORWARDED_ALLOW_IPS). Forwarded,
X-Forwarded-Host and the like are never read, because a proxy that does not set them passes on what its client sent.
The proxy passes on Host, or KAIFAQU_BASE_URL is the public address.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network, IPv6Network

Address = tuple[str, int]
"""The host and the port of a client; the port is 0 if it is unknown."""
_SCHEMES = {"http", "https"}


class TrustedProxies:
    """The peers that are believed. `allowed`: addresses and networks, or `*` for every peer."""

    def __init__(self, allowed: str | Iterable[str]) -> None:
        names = [name.strip() for name in (allowed.split(",") if isinstance(allowed, str) else allowed)]
        self._all = "*" in names
        self._networks: list[IPv4Network | IPv6Network] = []
        self._names = set[str]()
        for name in filter(None, names):
            try:
                self._networks.append(ip_network(name, strict=False))
            except ValueError:
                self._names.add(name)

    def trusts(self, host: str) -> bool:
        """Whether a peer is believed; one without an address, as behind a Unix socket, only if all are."""
        if self._all:
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return host in self._names
        return any(address in network for network in self._networks)

    def client(self, forwarded_for: str) -> Address | None:
        """The client that X-Forwarded-For names: the last host in it that is no trusted proxy. None if it is empty."""
        hosts = [_host_and_port(part.strip()) for part in forwarded_for.split(",")]
        untrusted = (host for host in reversed(hosts) if not self.trusts(host[0]))
        found = next(untrusted, hosts[0])
        return found if found[0] else None


def forwarded_scheme(given: str, scheme: str) -> str:
    """The scheme that X-Forwarded-Proto of a trusted proxy gives, else the connection's own."""
    return given.strip() if given.strip() in _SCHEMES else scheme


def _host_and_port(text: str) -> Address:
    """The parts of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`; what is none stays whole."""
    if text.startswith("[") and "]" in text:
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
        return (text, 0) if rest and not rest.startswith(":") else (host, _port(port) or 0)
    host, _, given = text.partition(":")
    number = _port(given)
    return (text, 0) if number is None else (host, number)


def _port(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None
