"""Sends one message to one receiver: within a time, to the address that was looked at, without following anybody.

The name is resolved here and the connection goes to the very address that was judged, so that a name which answers
differently the second time leads nowhere else. Where a proxy is set (as all HTTP clients have it, `HTTPS_PROXY`), it
resolves the name and decides what may be reached; a receiver on this machine never goes by it.
"""

from __future__ import annotations

import asyncio
import socket
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self

import httpx

from interviewer.providers.certificates import trusted
from interviewer.wire import receivers
from interviewer.wire.webhooks import Failure

SECONDS = 15.0
"""For all of it, from resolving the name to the answer's status."""
CONNECT_SECONDS = 5.0
ANSWER_BYTES = 1024
"""So much of an answer is read, and nothing of it kept."""
ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, or why there is none."""

    status: int | None
    error: Failure | None
    detail: str
    latency_ms: float

    @property
    def taken(self) -> bool:
        """The receiver has it."""
        return self.status is not None and httpx.codes.is_success(self.status)


class _Refused(Exception):
    """The receiver's name leads to where nothing is sent."""


class Post:
    """Use as an async context manager."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        # No connection is used twice: two names at one address must not share what was made out to one of them.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._direct, self._by_proxy = (
            httpx.AsyncClient(
                trust_env=by_proxy,
                verify=trusted(),
                follow_redirects=False,
                timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
                limits=limits,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            )
            for by_proxy in (False, True)
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._direct.aclose()
        await self._by_proxy.aclose()

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST it; whatever goes wrong is in the answer."""
        began = time.monotonic()
        status: int | None = None
        error: Failure | None = None
        detail = ""
        try:
            async with asyncio.timeout(self._seconds):
                status = await self._status(httpx.URL(url), body, headers)
        except TimeoutError:
            error, detail = "timeout", f"no answer within {self._seconds:g} s"
        except _Refused as refused:
            error, detail = "address_refused", str(refused)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as failed:
            error, detail = "unreachable", f"{type(failed).__name__}: {failed}"[:200]
        return Answer(status, error, detail, round((time.monotonic() - began) * 1000, 1))

    async def _status(self, url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> int:
        if _by_proxy(url):
            return await _posted(
                self._by_proxy, self._by_proxy.build_request("POST", url, content=body, headers=headers)
            )
        *others, last = await _addresses(url)
        for address in others:
            try:
                return await _posted(self._direct, self._request(url, address, body, headers))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await _posted(self._direct, self._request(url, last, body, headers))

    def _request(
        self, url: httpx.URL, address: IPv4Address | IPv6Address, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Request:
        request = self._direct.build_request(
            "POST", url.copy_with(host=str(address)), content=body, headers={**headers, "Host": url.netloc.decode()}
        )
        request.extensions["sni_hostname"] = url.raw_host.decode()
        return request


async def _posted(client: httpx.AsyncClient, request: httpx.Request) -> int:
    answer = await client.send(request, stream=True)
    try:
        read = 0
        async for piece in answer.aiter_raw():
            read += len(piece)
            if read >= ANSWER_BYTES:
                break
    except httpx.HTTPError:  # the status was there; what follows it is of no interest
        pass
    finally:
        await answer.aclose()
    return answer.status_code


async def _addresses(url: httpx.URL) -> list[IPv4Address | IPv6Address]:
    """The first few addresses of the receiver. Raises `_Refused` if any is one that nothing is sent to."""
    port = url.port or (443 if url.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(url.raw_host.decode(), port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(ip_address(str(one[4][0])) for one in found))
    for address in addresses:
        if why := receivers.refused(address):
            raise _Refused(f"{url.host} leads to {address}, {why}")
        if url.scheme == "http" and not address.is_loopback:
            raise _Refused(f"{url.host} leads to {address}, and http is for this machine alone")
    return addresses[:ADDRESSES]


def _by_proxy(url: httpx.URL) -> bool:
    proxies = urllib.request.getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    return bool(named) and not receivers.loopback(url.host) and not urllib.request.proxy_bypass(url.host)
