"""`/v1/listen` as Deepgram documents it: what is asked for, what is said, and when the connection closes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from known_speech import Line, louder, quiet, said
from live_deepgram import QUERY, finals, heard

Connect = Callable[..., Any]


@pytest.mark.parametrize("authorization", ["", "Token wrong", "Basic simulated-vendors-key"])
async def test_a_wrong_key_is_refused_before_the_handshake(
    authorization: str, vendors: dict[str, str], http: aiohttp.ClientSession
) -> None:
    headers = {"Authorization": authorization}
    for address in ("deepgram", "deepgram_flux"):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(vendors[address], params=QUERY, headers=headers)
        assert refused.value.status == 401
    async with http.get(vendors["deepgram"].replace("listen", "projects"), headers=headers) as answer:
        body = await answer.json()
    assert (body["err_code"], body["err_msg"]) == ("INVALID_AUTH", "Invalid credentials.")
    assert body["request_id"] == answer.headers["dg-request-id"]


async def test_an_account_without_credit_is_told_so(vendors: dict[str, str], http: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Token {vendors['key']}-without-quota"}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(vendors["deepgram"], params=QUERY, headers=headers)
    assert refused.value.status == 402


@pytest.mark.parametrize(
    "query",
    [
        {"modell": "nova-3"},
        {"model": "nova-9"},
        {"model": "flux-general-en"},
        {"language": "xx"},
        {"encoding": "wav"},
        {"sample_rate": "4000"},
        {"sample_rate": "fast"},
        {"channels": "0"},
        {"interim_results": "yes"},
        {"punctuate": "1"},
        {"endpointing": "-5"},
        {"endpointing": "soon"},
        {"utterance_end_ms": "500", "interim_results": "true"},
        {"utterance_end_ms": "1000"},
        {"keywords": "kubernetes:2"},
        {"model": "nova-2", "keyterm": "Kubernetes"},
        {"keyterm": "x" * 2000},
        {"keyterm": " ".join(["Kubernetes"] * 180)},
        {"tag": "x" * 200},
    ],
)
async def test_an_ill_query_is_refused_with_its_name(query: dict[str, str], live: Connect) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await live(**query)
    assert refused.value.status == 400
    assert refused.value.headers is not None
    told = refused.value.headers["dg-error"].lower()
    assert any(name.split("_")[0].rstrip("s") in told.replace("keyterm", "keyterm keyword") for name in query)


async def test_sound_without_a_rate_is_refused(vendors: dict[str, str], http: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Token {vendors['key']}"}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(vendors["deepgram"], params={"encoding": "linear16"}, headers=headers)
    assert refused.value.status == 400


async def test_the_words_come_with_their_times_and_the_connection_ends_with_metadata(
    live: Connect, known: dict[str, Line]
) -> None:
    line = known["customer_work"]
    stream = await live(punctuate="true")
    messages = await stream.everything(said(quiet(0.5), line.samples, quiet(1)))
    assert stream.socket.close_code == 1000
    assert heard(messages) == line.text
    words = [word for message in finals(messages) for word in message["channel"]["alternatives"][0]["words"]]
    for word, (text, start, _end) in zip(words, line.words, strict=True):
        assert word["word"] == text.lower().strip(".,?!")
        assert word["start"] == pytest.approx(0.5 + start, abs=0.03)
        assert word["start"] < word["end"]
        assert 0.9 < word["confidence"] < 1
    last = messages[-1]
    assert last["type"] == "Metadata"
    assert last["duration"] == pytest.approx(line.seconds + 1.5, abs=0.001)
    assert finals(messages)[0]["metadata"]["request_id"] == last["request_id"]


async def test_results_join_without_gap_or_overlap(live: Connect, known: dict[str, Line]) -> None:
    messages = await (await live()).everything(
        said(known["consent"].samples, quiet(1), known["angry_customer"].samples)
    )
    told = finals(messages)
    assert told[0]["start"] == 0
    for before, after in itertools.pairwise(told):
        assert after["start"] == pytest.approx(before["start"] + before["duration"], abs=1e-5)


async def test_without_punctuation_words_are_plain(live: Connect, known: dict[str, Line]) -> None:
    messages = await (await live()).everything(known["consent"].samples)
    assert heard(messages) == [word.lower().strip(".,") for word in known["consent"].text]
    assert "punctuated_word" not in finals(messages)[0]["channel"]["alternatives"][0]["words"][0]


async def test_interim_results_come_only_when_asked_for(live: Connect, known: dict[str, Line]) -> None:
    samples = said(known["angry_customer"].samples, quiet(1))
    without = await (await live()).everything(samples)
    assert all(message["is_final"] for message in without if message["type"] == "Results")
    messages = await (await live(interim_results="true")).everything(samples)
    interim = [m["channel"]["alternatives"][0]["transcript"] for m in messages if m.get("is_final") is False]
    assert len([text for text in interim if text]) >= 10
    assert heard(messages) == heard(without)


async def test_a_pause_as_long_as_asked_for_ends_the_speech(live: Connect, known: dict[str, Line]) -> None:
    samples = said(known["consent"].samples, quiet(0.4), known["any_questions"].samples, quiet(0.4))
    soon = finals(await (await live(endpointing="300")).everything(samples))
    late = finals(await (await live(endpointing="900")).everything(samples))
    never = finals(await (await live(endpointing="false")).everything(samples))
    assert sum(message["speech_final"] for message in soon) >= 2
    assert sum(message["speech_final"] for message in late) == 1  # the end of the stream
    assert len(never) == 1


async def test_speech_started_is_told_when_asked_for(live: Connect, known: dict[str, Line]) -> None:
    samples = said(quiet(0.7), known["consent"].samples, quiet(0.5))
    messages = await (await live(vad_events="true")).everything(samples)
    (started, *_) = [message for message in messages if message["type"] == "SpeechStarted"]
    assert started["timestamp"] == pytest.approx(0.7 + known["consent"].words[0][1], abs=0.15)
    assert not [m for m in await (await live()).everything(samples) if m["type"] == "SpeechStarted"]


async def test_an_utterance_end_follows_the_last_word_after_the_gap(live: Connect, known: dict[str, Line]) -> None:
    stream = await live(interim_results="true", utterance_end_ms="1000")
    messages = await stream.everything(said(known["consent"].samples, quiet(1.6)))
    (ended,) = [message for message in messages if message["type"] == "UtteranceEnd"]
    words = [word for message in finals(messages) for word in message["channel"]["alternatives"][0]["words"]]
    assert ended["last_word_end"] == words[-1]["end"]
    assert not any(
        m["is_final"] and m["channel"]["alternatives"][0]["words"]
        for m in messages[messages.index(ended) :]
        if m["type"] == "Results"
    )


async def test_finalize_makes_final_what_was_heard_in_the_middle_of_speech(
    live: Connect, known: dict[str, Line]
) -> None:
    line = known["colleague_argument"]
    middle = int((line.words[4][2] + 0.06) * 16_000)
    stream = await live(punctuate="true", endpointing="false")
    await stream.hear(line.samples[:middle])
    await stream.tell("Finalize")
    first = await stream.until(lambda message: bool(message.get("from_finalize")))
    assert first["is_final"]
    assert first["channel"]["alternatives"][0]["transcript"].split() == line.text[:5]
    await stream.hear(line.samples[middle:])
    await stream.tell("CloseStream")
    assert heard(await stream.rest()) == line.text[5:]


async def test_a_silent_client_is_closed_with_the_vendors_code(live: Connect) -> None:
    stream = await live()
    messages = await stream.rest()
    assert [message["type"] for message in messages] == ["Metadata"]
    assert messages[0]["duration"] == 0
    assert stream.socket.close_code == 1011


async def test_keep_alive_keeps_a_silent_stream_open(live: Connect, known: dict[str, Line]) -> None:
    stream = await live(punctuate="true")
    for _ in range(4):
        await asyncio.sleep(0.4)
        await stream.tell("KeepAlive")
    assert heard(await stream.everything(known["consent"].samples)) == known["consent"].text


async def test_an_unknown_message_is_refused_and_ends_the_stream(live: Connect) -> None:
    stream = await live()
    await stream.tell("Hello")
    messages = await stream.rest()
    assert messages[0]["type"] == "Error"
    assert "Hello" in messages[0]["message"]
    assert stream.socket.close_code == 1008


async def test_sound_in_an_encoding_that_was_not_named_ends_the_stream(
    vendors: dict[str, str], http: aiohttp.ClientSession
) -> None:
    headers = {"Authorization": f"Token {vendors['key']}"}
    socket = await http.ws_connect(vendors["deepgram"], params={"model": "nova-3"}, headers=headers)
    await socket.send_bytes(b"\0" * 640)
    await socket.receive()
    assert socket.close_code == 1008


async def test_quiet_speech_is_heard_too(live: Connect, known: dict[str, Line]) -> None:
    messages = await (await live(punctuate="true")).everything(louder(known["angry_customer"].samples, 0.05))
    assert heard(messages) == known["angry_customer"].text
