"""Where a message really goes: by TLS to whom it is meant for, by a proxy where one is set, never where it may not."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from interviewer.providers.certificates import trusted
from interviewer.providers.webhook_post import Post

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


def certificate(folder: Path, *names: str) -> Path:
    """A certificate that vouches for itself and for these names, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    known = [x509.DNSName(n) if n[0].isalpha() else x509.IPAddress(ipaddress.ip_address(n)) for n in names]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(known), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "receiver.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@contextlib.asynccontextmanager
async def listening(answer: bytes, tls: Path | None = None) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Somebody who answers whatever comes with the same words: its port, and the heads of what came."""
    heads: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
        writer.close()

    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], heads


async def sent(url: str) -> tuple[int | None, str | None, str]:
    async with Post(5.0) as post:
        answer = await post.send(url, b"{}", {"webhook-id": "msg_1"})
    return answer.status, answer.error, answer.detail


@pytest.fixture
def trusted_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A certificate of this machine's own, which a process believes that is started with it."""
    file = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    trusted.cache_clear()
    yield file
    trusted.cache_clear()


async def test_a_receiver_is_known_by_its_name_although_its_address_is_connected_to(trusted_certificate: Path) -> None:
    file = trusted_certificate
    async with listening(ANSWER, file) as (port, heads):
        assert await sent(f"https://localhost:{port}/hook?tenant=7") == (204, None, "")
        (head,) = heads
        assert head.startswith(b"POST /hook?tenant=7 HTTP/1.1\r\n")
        assert f"host: localhost:{port}".encode() in head.lower()
        status, error, detail = await sent(f"https://127.0.0.1:{port}/hook")
        assert (status, error) == (None, "unreachable")
        assert "certificate" in detail.lower(), "it is made out to localhost alone"
        assert len(heads) == 1


async def test_a_receiver_whose_certificate_nobody_trusts_is_sent_nothing(tmp_path: Path) -> None:
    async with listening(ANSWER, certificate(tmp_path, "localhost")) as (port, heads):
        status, error, _ = await sent(f"https://localhost:{port}/hook")
    assert (status, error, heads) == (None, "unreachable", [])


@pytest.mark.parametrize("host", ["2852039166", "0xa9fea9fe", "169.254.169.254", "[::ffff:a9fe:a9fe]", "[fe80::1]"])
async def test_a_name_that_leads_to_a_link_local_address_is_refused_when_it_is_resolved(host: str) -> None:
    status, error, detail = await sent(f"https://{host}/latest/meta-data")
    assert (status, error) == (None, "address_refused")
    assert "link-local" in detail


async def test_plain_http_leaves_this_machine_under_no_name() -> None:
    status, error, detail = await sent("http://167772167/hook")  # 10.0.0.7
    assert (status, error) == (None, "address_refused")
    assert "this machine alone" in detail


async def test_others_are_reached_by_the_proxy_that_is_set_and_this_machine_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = b"HTTP/1.1 403 Forbidden\r\n\r\n"
    async with listening(refusal) as (proxy, asked), listening(ANSWER) as (port, heads):
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
            monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.setenv("no_proxy", "inside.example")
        monkeypatch.delenv("NO_PROXY", raising=False)
        status, error, _ = await sent("https://ats.example/hook")
        assert (status, error) == (None, "unreachable")
        assert asked[0].startswith(b"CONNECT ats.example:443 "), "its name is resolved by the proxy"
        assert await sent(f"http://127.0.0.1:{port}/hook") == (204, None, "")
        await sent("https://inside.example/hook")
        assert (len(asked), len(heads)) == (1, 1)


async def test_whatever_is_answered_that_is_no_answer_is_a_failure() -> None:
    for words in (b"", b"hello\r\n\r\n", b"HTTP/1.1 two hundred\r\n\r\n", b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000):
        async with listening(words) as (port, _):
            status, error, _ = await sent(f"http://127.0.0.1:{port}/")
            assert (status, error) == (None, "unreachable"), words[:20]


async def test_what_a_receiver_wants_to_be_remembered_is_not() -> None:
    wishes = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    async with listening(wishes) as (port, heads), Post() as post:
        for _ in range(2):
            assert (await post.send(f"http://127.0.0.1:{port}/", b"{}", {})).taken
    assert b"cookie" not in heads[1].lower()


async def test_an_answer_cut_off_behind_its_status_counts() -> None:
    async with listening(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc") as (port, _):
        assert await sent(f"http://127.0.0.1:{port}/") == (200, None, "")
