"""`/v2/listen` as Deepgram documents it: turns, their state machine, and changes on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import numpy as np
import pytest

from known_speech import Line, Samples, quiet, said

Connect = Callable[..., Any]


def turns(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for message in messages if message["type"] == "TurnInfo"]


def events(messages: list[dict[str, Any]]) -> list[str]:
    return [message["event"] for message in turns(messages) if message["event"] != "Update"]


def begin(line: Line, words: int) -> Samples:
    """The line up to the end of so many words."""
    return line.samples[: int(line.words[words - 1][2] * 16_000)]


@pytest.mark.parametrize(
    "query",
    [
        {"model": "nova-3"},
        {"punctuate": "true"},
        {"interim_results": "true"},
        {"encoding": "mp3"},
        {"eot_threshold": "0.2"},
        {"eot_threshold": "high"},
        {"eager_eot_threshold": "0.95", "eot_threshold": "0.9"},
        {"eager_eot_threshold": "0.8"},
        {"eot_timeout_ms": "100"},
        {"eot_timeout_ms": "2.5"},
        {"language_hint": "en"},
    ],
)
async def test_an_ill_query_is_refused(query: dict[str, str], live: Connect) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await live("deepgram_flux", **query)
    assert refused.value.status == 400


async def test_the_model_must_be_named(vendors: dict[str, str], http: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Token {vendors['key']}"}
    query = {"encoding": "linear16", "sample_rate": "16000"}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(vendors["deepgram_flux"], params=query, headers=headers)
    assert refused.value.status == 400


async def test_messages_are_numbered_from_the_connected_on(live: Connect, known: dict[str, Line]) -> None:
    messages = await (await live("deepgram_flux")).everything(said(known["consent"].samples, quiet(0.5)))
    assert messages[0]["type"] == "Connected"
    assert [message["sequence_id"] for message in messages] == list(range(len(messages)))
    assert len({message["request_id"] for message in messages}) == 1


async def test_a_turn_begins_is_updated_and_ends_with_all_its_words(live: Connect, known: dict[str, Line]) -> None:
    line = known["consent"]
    messages = await (await live("deepgram_flux")).everything(said(quiet(0.4), line.samples, quiet(1)))
    assert events(messages) == ["StartOfTurn", "EndOfTurn"]
    (end,) = [message for message in turns(messages) if message["event"] == "EndOfTurn"]
    assert end["transcript"].split() == line.text
    assert [word["word"] for word in end["words"]] == line.text
    assert end["end_of_turn_confidence"] >= 0.7
    assert all(m["end_of_turn_confidence"] < 0.7 for m in turns(messages) if m["event"] == "StartOfTurn")


async def test_turns_are_counted_and_their_windows_join(live: Connect, known: dict[str, Line]) -> None:
    sound = said(known["consent"].samples, quiet(1), known["consent"].samples, quiet(1))
    ends = [m for m in turns(await (await live("deepgram_flux")).everything(sound)) if m["event"] == "EndOfTurn"]
    assert [message["turn_index"] for message in ends] == [0, 1]
    assert ends[1]["audio_window_start"] == ends[0]["audio_window_end"]


async def test_an_eager_end_holds_the_same_words_as_the_end_that_follows(live: Connect, known: dict[str, Line]) -> None:
    stream = await live("deepgram_flux", eager_eot_threshold="0.3", eot_threshold="0.9")
    messages = await stream.everything(said(known["consent"].samples, quiet(1.5)))
    assert events(messages) == ["StartOfTurn", "EagerEndOfTurn", "EndOfTurn"]
    eager, end = (m for m in turns(messages) if m["event"] in {"EagerEndOfTurn", "EndOfTurn"})
    assert eager["transcript"] == end["transcript"] != ""
    assert eager["end_of_turn_confidence"] < end["end_of_turn_confidence"]


async def test_a_turn_that_goes_on_after_an_eager_end_is_resumed(live: Connect, known: dict[str, Line]) -> None:
    line = known["colleague_argument"]
    first = begin(line, 3)
    sound = said(first, quiet(0.9), line.samples[len(first) :], quiet(2.5))
    stream = await live("deepgram_flux", eager_eot_threshold="0.4", eot_threshold="0.85")
    messages = await stream.everything(sound)
    assert events(messages) == ["StartOfTurn", "EagerEndOfTurn", "TurnResumed", "EagerEndOfTurn", "EndOfTurn"]
    (end,) = [message for message in turns(messages) if message["event"] == "EndOfTurn"]
    assert end["transcript"].split() == line.text


async def test_an_unfinished_sentence_waits_longer_than_a_finished_one(live: Connect, known: dict[str, Line]) -> None:
    whole = said(known["consent"].samples, quiet(0.8))
    unfinished = said(begin(known["colleague_argument"], 4), quiet(0.8))
    assert "EndOfTurn" in events(await _while_open(await live("deepgram_flux"), whole))
    assert "EndOfTurn" not in events(await _while_open(await live("deepgram_flux"), unfinished))


async def test_the_timeout_ends_a_turn_however_unfinished(live: Connect, known: dict[str, Line]) -> None:
    unfinished = said(begin(known["colleague_argument"], 4), quiet(0.8))
    stream = await live("deepgram_flux", eot_timeout_ms="500")
    assert "EndOfTurn" in events(await _while_open(stream, unfinished))


async def test_configure_changes_what_it_names_and_keeps_the_rest(live: Connect) -> None:
    stream = await live("deepgram_flux", eot_threshold="0.8", keyterm=["Kubernetes"])
    await stream.tell("Configure", thresholds={"eot_timeout_ms": 900})
    done = await stream.until(lambda message: message["type"].startswith("Configure"))
    assert done["type"] == "ConfigureSuccess"
    assert done["thresholds"] == {"eot_threshold": 0.8, "eot_timeout_ms": 900}
    assert done["keyterms"] == ["Kubernetes"]


@pytest.mark.parametrize(
    "change",
    [
        {"thresholds": {"eot_threshold": 0.1}},
        {"thresholds": {"eot_threshold": "0.8"}},
        {"thresholds": {"eager_eot_threshold": 0.9}},
        {"thresholds": {"patience": 3}},
        {"keyterms": "Kubernetes"},
        {"eot_threshold": 0.8},
    ],
)
async def test_a_change_that_does_not_fit_is_refused_and_the_stream_goes_on(
    change: dict[str, Any], live: Connect, known: dict[str, Line]
) -> None:
    stream = await live("deepgram_flux")
    await stream.tell("Configure", **change)
    assert (await stream.until(lambda m: m["type"].startswith("Configure")))["type"] == "ConfigureFailure"
    assert "EndOfTurn" in events(await stream.everything(said(known["consent"].samples, quiet(0.5))))


async def test_a_configured_threshold_takes_effect(live: Connect, known: dict[str, Line]) -> None:
    unfinished = said(begin(known["colleague_argument"], 4), quiet(0.8))
    stream = await live("deepgram_flux")
    await stream.tell("Configure", thresholds={"eot_timeout_ms": 500})
    assert "EndOfTurn" in events(await _while_open(stream, unfinished))


async def test_a_message_of_the_other_endpoint_ends_the_stream(live: Connect) -> None:
    stream = await live("deepgram_flux")
    await stream.tell("Finalize")
    messages = await stream.rest()
    assert messages[-1]["code"] == "UNPARSABLE_CLIENT_MESSAGE"
    assert stream.socket.close_code == 1008


async def test_backwards_speech_begins_no_turn(live: Connect, known: dict[str, Line]) -> None:
    messages = await (await live("deepgram_flux")).everything(np.flip(known["angry_customer"].samples).copy())
    assert events(messages) == []


async def _while_open(stream: Any, sound: Samples) -> list[dict[str, Any]]:
    """What is said before the client closes the stream: a Configure that is answered shows that all was heard."""
    await stream.hear(sound)
    await stream.tell("Configure", thresholds={"eot_timeout_ms": 60_000})
    messages: list[dict[str, Any]] = []

    def collected(message: dict[str, Any]) -> bool:
        messages.append(message)
        return bool(message["type"] == "ConfigureSuccess" and message["thresholds"]["eot_timeout_ms"] == 60_000)

    await stream.until(collected)
    return messages
