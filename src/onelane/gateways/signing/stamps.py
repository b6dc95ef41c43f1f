"""Time stamps from an RFC 3161 service over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

PATIENCE = 10.0
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class HttpStamper(TimeStamper):
    """Asks the service at an address."""

    def __init__(self, address: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko types all but this
        self.address, self.transport = address, transport

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request and return what came back (RFC 3161 section 3.4)."""
        told: dict[str, Any] = {"content": req.dump(), "headers": {"Content-Type": QUERY}}
        async with httpx.AsyncClient(timeout=PATIENCE, transport=self.transport) as client:
            try:
                reply = await client.post(self.address, **told)
            except httpx.HTTPError as trouble:
                raise TimestampRequestError("the time stamping service does not answer") from trouble
        if reply.status_code != httpx.codes.OK or reply.headers.get("Content-Type", "").split(";")[0] != REPLY:
            raise TimestampRequestError("the time stamping service gave no time stamp")
        return tsp.TimeStampResp.load(reply.content)
