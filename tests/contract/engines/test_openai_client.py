"""OpenAI's own Python client finds here what it expects of OpenAI."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Iterator

import jiwer
import numpy as np
import openai
import pytest

pytestmark = pytest.mark.long

TEXT = (
    "In my last job I looked after a team of people in a warehouse. When a delivery was late I called the customer, "
    "said sorry, and arranged a courier for the same afternoon."
)
LONG = (
    "We moved the billing service from a single machine to a cluster. I wrote the modules, split the database into two "
    "schemas, and ran both systems side by side for three weeks. When the numbers agreed we switched the traffic over "
    "on a Sunday morning. There was one incident: a job ran twice and forty customers were charged again. I refunded "
    "them, wrote to each of them, and added a check. A customer called because her order had not arrived for the third "
    "time. I listened first, then I apologised, looked up the parcel, and arranged a courier. She wrote us a letter "
    "afterwards."
)


@pytest.fixture(scope="module")
def client(base_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=60) as made:
        yield made


@pytest.fixture(scope="module")
def spoken(client: openai.OpenAI) -> bytes:
    return client.audio.speech.create(model="piper", voice="joe", input=TEXT, response_format="pcm").read()


def wav(pcm: bytes, rate: int = 24_000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return out.getvalue()


def error_rate(said: str, heard: str) -> float:
    plain_said, plain_heard = (" ".join(re.findall(r"[a-z0-9']+", text.lower())) for text in (said, heard))
    return float(jiwer.wer(plain_said, plain_heard))


def test_what_is_spoken_is_heard_again(client: openai.OpenAI, spoken: bytes) -> None:
    heard = client.audio.transcriptions.create(model="whisper-1", file=("a.wav", wav(spoken)), language="en")
    assert error_rate(TEXT, heard.text) <= 0.15


def test_speech_sounds_like_speech(spoken: bytes) -> None:
    samples = np.frombuffer(spoken, "<i2").astype(int)
    assert 6 < samples.size / 24_000 < 14
    assert 6_000 < np.abs(samples).max() < 32_767
    # It begins at once and without a click.
    assert np.abs(samples[:24]).max() < 300
    assert np.abs(samples[: int(0.1 * 24_000)]).max() > 300


def test_segments_and_word_times_come_with_verbose_json(client: openai.OpenAI, spoken: bytes) -> None:
    heard = client.audio.transcriptions.create(
        model="whisper-base",
        file=("a.wav", wav(spoken)),
        language="en",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    seconds = len(spoken) / 48_000
    assert float(heard.duration) == pytest.approx(seconds, abs=0.05)
    assert heard.language == "en"
    assert heard.segments is not None
    assert heard.words is not None
    assert -0.6 < heard.segments[0].avg_logprob < 0
    assert heard.segments[0].no_speech_prob < 0.3
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    assert all(word.start <= word.end <= seconds + 0.1 for word in heard.words)
    assert error_rate(heard.text, " ".join(word.word for word in heard.words)) == 0
    # The pause between the two sentences lies between their words.
    ends = next(i for i, word in enumerate(heard.words) if word.word.lower().startswith("warehouse"))
    quiet = np.abs(np.frombuffer(spoken, "<i2").astype(int))
    middle = (heard.words[ends].end + heard.words[ends + 1].start) / 2
    begin = int((middle - 0.3) * 24_000)
    near = quiet[begin : begin + 14_400].reshape(-1, 480).max(axis=1)
    assert near.min() < 500


def test_the_language_is_found_out_when_it_is_not_told(client: openai.OpenAI, spoken: bytes) -> None:
    heard = client.audio.transcriptions.create(
        model="whisper-base", file=("a.wav", wav(spoken)), response_format="verbose_json"
    )
    assert heard.language == "en"
    assert error_rate(TEXT, heard.text) <= 0.15


def test_longer_audio_than_one_window_is_heard_to_its_end(client: openai.OpenAI) -> None:
    said = client.audio.speech.create(model="piper", voice="joe", input=LONG, response_format="pcm").read()
    heard = client.audio.transcriptions.create(
        model="whisper-base", file=("a.wav", wav(said)), language="en", response_format="verbose_json"
    )
    assert heard.segments is not None
    assert len(heard.segments) >= 2
    assert heard.segments[1].start == pytest.approx(heard.segments[0].end, abs=0.02)
    assert error_rate(LONG, heard.text) <= 0.15


@pytest.mark.parametrize("word", ["Yes.", "No.", "No, thank you."])
def test_a_short_answer_is_heard_once(client: openai.OpenAI, word: str) -> None:
    for _ in range(5):  # the voice never says it twice alike
        said = client.audio.speech.create(model="piper", voice="joe", input=word, response_format="wav").read()
        heard = client.audio.transcriptions.create(model="whisper-base", file=("a.wav", said), language="en")
        assert len(heard.text.split()) == len(word.split())


def test_terms_in_the_prompt_are_spelled_as_given(client: openai.OpenAI) -> None:
    text = "We deploy with Terraform and watch it with Grafana and Prometheus."
    said = client.audio.speech.create(model="piper", voice="joe", input=text, response_format="wav").read()
    heard = client.audio.transcriptions.create(
        model="whisper-base", file=("a.wav", said), language="en", prompt="Terraform, Grafana, Prometheus"
    )
    assert {"Terraform", "Grafana", "Prometheus"} <= set(re.findall(r"\w+", heard.text))


@pytest.mark.parametrize("level", [0.0, 0.01, 0.1])
def test_silence_and_noise_give_empty_text(client: openai.OpenAI, level: float) -> None:
    noise = np.random.default_rng(3).standard_normal(16_000 * 3) * level * 8_000
    heard = client.audio.transcriptions.create(
        model="whisper-base", file=("a.wav", wav(noise.astype("<i2").tobytes(), 16_000)), language="en"
    )
    assert heard.text == ""


def test_speech_is_streamed_in_more_than_one_chunk(client: openai.OpenAI) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="piper", voice="joe", input="Good morning. " * 3, response_format="pcm"
    ) as response:
        chunks = list(response.iter_bytes())
    assert response.headers["content-type"] == "audio/pcm;rate=24000"
    assert len([chunk for chunk in chunks if chunk]) >= 3


def test_faster_speech_is_shorter(client: openai.OpenAI) -> None:
    slow, fast = (
        len(client.audio.speech.create(model="piper", voice="joe", input=TEXT, response_format="pcm", speed=s).read())
        for s in (0.8, 1.6)
    )
    assert 1.5 < slow / fast < 2.6


def test_near_meanings_have_near_embeddings(client: openai.OpenAI) -> None:
    answer = client.embeddings.create(
        model="minilm-e5",
        input=["I calmed an angry customer.", "I soothed a furious client.", "The database index was rebuilt."],
    )
    first, second, third = (np.array(item.embedding) for item in answer.data)
    assert first.size == 768
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-4)
    assert first @ second > first @ third + 0.2
    assert answer.usage.prompt_tokens > 10


def test_models_are_listed(client: openai.OpenAI) -> None:
    listed = {model.id for model in client.models.list()}
    assert {"whisper-base", "whisper-1", "piper", "qwen-1.5b", "minilm-e5"} <= listed


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"", "empty"),
        (b"no audio at all " * 50, "cannot be read"),
    ],
)
def test_damaged_audio_is_a_bad_request(client: openai.OpenAI, given: bytes, told: str) -> None:
    with pytest.raises(openai.BadRequestError, match=told) as refused:
        client.audio.transcriptions.create(model="whisper-base", file=("a.wav", given))
    assert refused.value.code == "bad_input"


@pytest.mark.parametrize("text", ["", "  \n ", "...!"])
def test_nothing_to_say_is_a_bad_request(client: openai.OpenAI, text: str) -> None:
    with pytest.raises(openai.BadRequestError, match="nothing to say"):
        client.audio.speech.create(model="piper", voice="joe", input=text, response_format="pcm")


def test_an_over_long_text_is_too_large(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIStatusError, match="at most 4096") as refused:
        client.audio.speech.create(model="piper", voice="joe", input="word " * 1000, response_format="pcm")
    assert refused.value.status_code == 413


def test_unknown_names_are_told(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="whisper-base"):
        client.audio.transcriptions.create(model="whisper-9", file=("a.wav", b"x"))
    with pytest.raises(openai.BadRequestError, match="joe"):
        client.audio.speech.create(model="piper", voice="nobody", input="Hello.", response_format="pcm")
    with pytest.raises(openai.BadRequestError, match="language"):
        client.audio.transcriptions.create(model="whisper-base", file=("a.wav", wav(bytes(9_600))), language="xx")
    with pytest.raises(openai.NotFoundError, match=r"qwen-1\.5b"):
        client.chat.completions.create(model="gpt-9", messages=[{"role": "user", "content": "Hello"}])
    with pytest.raises(openai.BadRequestError, match="messages"):
        client.chat.completions.create(model="qwen-1.5b", messages=[])
