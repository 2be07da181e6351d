"""A link is exchanged as a browser does it, and every refusal says why."""

from __future__ import annotations

import httpx
import numpy as np
import pytest

from interviewer.simulation.candidate.link import CallFailed, JoinLink, LinkRefused
from interviewer.simulation.candidate.transcriber import NotUnderstood, Transcriber

SEAT = {"livekit_url": "ws://127.0.0.1:7880", "token": "jwt", "room": "int_1", "identity": "candidate-int_1"}
BUZZ = np.zeros(1600, np.int16)


def answering(*responses: httpx.Response) -> tuple[httpx.AsyncClient, list[httpx.Request]]:
    """A client of a server that gives these answers in order, and the requests that it got."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return responses[len(requests) - 1]

    return httpx.AsyncClient(transport=httpx.MockTransport(answer)), requests


async def test_a_seat_is_asked_for_with_nothing_but_the_link() -> None:
    client, requests = answering(httpx.Response(200, json=SEAT))
    seat = await JoinLink("http://example.org:8000/join/abc").take(client)
    assert seat.room == "int_1"
    assert (requests[0].method, str(requests[0].url)) == ("POST", "http://example.org:8000/v1/join/abc")
    assert "authorization" not in requests[0].headers


async def test_a_page_below_a_prefix_keeps_it() -> None:
    client, requests = answering(httpx.Response(200, json=SEAT))
    await JoinLink("https://example.org/talent/join/abc/").take(client)
    assert str(requests[0].url) == "https://example.org/talent/v1/join/abc"


def test_the_token_is_not_shown() -> None:
    assert "s3cret" not in JoinLink("http://example.org/join/s3cret").shown


@pytest.mark.parametrize("url", ["", "join/abc", "http://example.org/", "ftp://example.org/join/abc", "http://x/join/"])
def test_what_is_no_join_link_is_refused_with_the_form_of_one(url: str) -> None:
    with pytest.raises(LinkRefused, match=r"http://host:port/join/<token>"):
        JoinLink(url)


@pytest.mark.parametrize(
    ("status", "says"),
    [(410, "no longer good: it was"), (409, "already in this call: it was"), (404, "not known here: it was")],
)
async def test_a_refused_link_says_why(status: int, says: str) -> None:
    client, _ = answering(httpx.Response(status, json={"title": "No", "detail": "it was so", "status": status}))
    with pytest.raises(LinkRefused, match=says):
        await JoinLink("http://example.org/join/abc").take(client)


@pytest.mark.parametrize(
    "response",
    [httpx.Response(502, text="<html>"), httpx.Response(200, json={"hello": 1}), httpx.Response(200, text="x")],
)
async def test_a_server_in_trouble_is_no_refusal(response: httpx.Response) -> None:
    client, _ = answering(response)
    with pytest.raises(CallFailed, match=r"http://example\.org"):
        await JoinLink("http://example.org/join/abc").take(client)


async def test_a_server_that_is_down_is_named() -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(CallFailed, match=r"Nobody answers at http://127\.0\.0\.1:9"):
            await JoinLink("http://127.0.0.1:9/join/abc").take(client)


async def test_a_recogniser_gets_a_wav_and_gives_the_words() -> None:
    client, requests = answering(httpx.Response(200, json={"text": " Hello there. "}))
    assert await Transcriber("http://e/v1/", client).transcribe(BUZZ) == "Hello there."
    body = requests[0].content
    assert str(requests[0].url) == "http://e/v1/audio/transcriptions"
    assert b"RIFF" in body
    assert b"whisper-base" in body


async def test_a_busy_recogniser_is_asked_again() -> None:
    busy = httpx.Response(429, headers={"retry-after": "0.01"})
    client, requests = answering(busy, busy, httpx.Response(200, json={"text": "at last"}))
    assert await Transcriber("http://e/v1", client).transcribe(BUZZ) == "at last"
    assert len(requests) == 3


@pytest.mark.parametrize(
    ("response", "says"),
    [(httpx.Response(503, json={}), "HTTP 503"), (httpx.Response(200, json={"no": "text"}), "without a text")],
)
async def test_a_recogniser_without_an_answer_is_named(response: httpx.Response, says: str) -> None:
    client, _ = answering(response)
    with pytest.raises(NotUnderstood, match=says):
        await Transcriber("http://e/v1", client).transcribe(BUZZ)


async def test_no_recogniser_at_all_says_how_to_name_one() -> None:
    client, _ = answering()
    with pytest.raises(NotUnderstood, match="INTERVIEWER_ENGINES_URL"):
        await Transcriber("", client).transcribe(BUZZ)
