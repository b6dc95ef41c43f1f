"""Posts events to addresses that strangers chose, and lets nobody reach into the office's own network by them (SSRF).

The name is looked up once, every address behind it must be a public one, and the connection goes to the very address
that was looked at: a name that leads elsewhere a moment later changes nothing. No redirect is followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings

from onelane.office.platforms.gateway import Answered, Silent

SECONDS = 5.0
DEADLINE = 10.0
"""Whoever sends his answer letter by letter is cut off."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Poster:
    """Posts to the world outside, over TLS with a certificate that is checked."""

    def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Answered | Silent:
        """Post a body; never raises."""
        parts = urlsplit(address)
        host = parts.hostname or ""
        is_safe = parts.scheme == "https"
        port = parts.port or (443 if is_safe else 80)
        if not is_safe and not settings.ONELANE["WEBHOOK_LOOPBACK"]:
            return Silent("not_https")
        try:
            found = public_address(host, port)
        except (OSError, ValueError, UnicodeError):
            return Silent("unknown_name")
        if found is None:
            return Silent("forbidden_address")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        told = {**headers, "Host": parts.netloc, "User-Agent": "OneLane", "Connection": "close"}
        try:
            return Answered(_asked(found, host, port, path, told, body, is_safe=is_safe))
        except ssl.SSLError:
            return Silent("no_trust")
        except (OSError, http.client.HTTPException, ValueError):
            return Silent("no_answer")


def public_address(host: str, port: int) -> str | None:
    """Return the address that a name leads to, or None when one of those behind it is not for everybody."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(allowed(ipaddress.ip_address(one.partition("%")[0])) for one in found):
        return None
    return min(found, key=lambda one: (":" in one, one))


def allowed(address: Address) -> bool:
    """Tell whether an address is a public one; for practice, this machine too."""
    if address.is_loopback:
        return bool(settings.ONELANE["WEBHOOK_LOOPBACK"])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return allowed(inner) and not inner.is_loopback
    return address.is_global and not address.is_multicast and not address.is_reserved


def _asked(
    address: str, host: str, port: int, path: str, headers: Mapping[str, str], body: bytes, *, is_safe: bool
) -> int:  # fmt: skip
    """Post over a connection to this very address, and return the status; the answer's words are not read."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    opened = socket.create_connection((address, port), timeout=SECONDS)
    watch = threading.Timer(DEADLINE, _cut, [opened])
    watch.daemon = True
    watch.start()
    try:
        if is_safe:
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        connection.sock = opened
        connection.request("POST", path, body=body, headers=dict(headers))
        return connection.getresponse().status
    finally:
        watch.cancel()
        opened.close()


def _cut(opened: socket.socket) -> None:
    with suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)
