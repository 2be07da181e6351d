"""Any audio file becomes 16 kHz mono; samples become PCM that neither clips nor clicks."""

from __future__ import annotations

import io
import wave

import av
import numpy as np
import pytest

from interviewer.engines import audio
from interviewer.engines.errors import BadInput, TooLarge


def tone(rate: int, seconds: float = 1.0, hertz: float = 440.0, level: float = 0.5) -> audio.Samples:
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def wav(samples: audio.Samples, rate: int, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.repeat(samples, channels) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def encoded(samples: audio.Samples, rate: int, container: str, codec: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        pcm = (samples * 32767).astype(np.int16)[None]
        for start in range(0, pcm.shape[1], 960):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm[:, start : start + 960]), "s16", "mono")
            frame.sample_rate = rate
            frame.pts = start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def pitch(samples: audio.Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum)) * audio.HEARD_RATE / samples.size


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_of_any_rate_keeps_its_length_pitch_and_level(rate: int, channels: int) -> None:
    heard = audio.decode(wav(tone(rate), rate, channels))
    assert heard.dtype == np.float32
    assert heard.size == pytest.approx(audio.HEARD_RATE, abs=40)
    assert pitch(heard) == pytest.approx(440, abs=2)
    assert np.abs(heard[1000:-1000]).max() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("container", "codec"), [("ogg", "libopus"), ("wav", "pcm_mulaw"), ("flac", "flac")])
def test_other_formats_are_read_too(container: str, codec: str) -> None:
    heard = audio.decode(encoded(tone(48_000), 48_000, container, codec))
    assert heard.size == pytest.approx(audio.HEARD_RATE, abs=600)
    assert pitch(heard) == pytest.approx(440, abs=2)


def test_raw_pcm_tells_its_rate_in_the_content_type() -> None:
    pcm = (tone(48_000) * 32767).astype("<i2")
    heard = audio.decode(np.repeat(pcm, 2).tobytes(), "audio/pcm; rate=48000; channels=2")
    assert heard.size == pytest.approx(audio.HEARD_RATE, abs=40)
    assert audio.decode(pcm.tobytes(), filename="x.raw").size == pcm.size


@pytest.mark.parametrize(
    ("data", "kind", "told"),
    [
        (b"", "", "empty"),
        (b"this is no audio at all, not even nearly" * 10, "", "cannot be read"),
        (b"RIFF\x00\x00\x00\x00WAVE" + b"\x00" * 40, "", "cannot be read"),
        (b"OggS" + bytes(200), "", "cannot be read"),
        (wav(np.zeros(0, np.float32), 16_000), "", "no sound"),
        (b"\x00\x01\x02", "audio/pcm", "damaged"),
        (b"\x00\x01", "audio/pcm;rate=12", "rate"),
    ],
)
def test_what_is_no_audio_is_refused_with_the_reason(data: bytes, kind: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        audio.decode(data, kind)


def test_a_wav_cut_off_in_the_middle_gives_what_arrived() -> None:
    whole = wav(tone(16_000), 16_000)
    assert audio.decode(whole[: len(whole) // 2]).size == pytest.approx(8_000, abs=40)


def test_audio_of_an_hour_is_refused() -> None:
    with pytest.raises(TooLarge, match="at most 600 s"):
        audio.decode(bytes(2 * 8_000 * 3_600), "audio/pcm;rate=8000")


def test_a_voice_driven_into_saturation_does_not_clip() -> None:
    stream = audio.PcmStream(22_050)
    driven = np.tanh(4 * tone(22_050, 0.5, 300, level=1.0) + 2 * tone(22_050, 0.5, 2_900, level=1.0))
    pcm = np.frombuffer(stream.push(driven) + stream.flush(), "<i2")
    assert np.abs(pcm).max() < 32_767
    assert pcm.size == pytest.approx(12_000, abs=40)


def test_pieces_join_without_a_seam() -> None:
    whole, stream = audio.PcmStream(22_050), audio.PcmStream(22_050)
    sound = tone(22_050, 1.0, 200)
    once = whole.push(sound) + whole.flush()
    parts = b"".join(stream.push(part) for part in np.array_split(sound, 7)) + stream.flush()
    assert np.abs(np.frombuffer(once, "<i2").astype(int) - np.frombuffer(parts, "<i2")).max() <= 1


def test_a_wav_header_can_be_read_back() -> None:
    header = audio.wav_header(24_000, 4)
    with wave.open(io.BytesIO(header + b"\x01\x00\x02\x00")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (24_000, 1, 2)
