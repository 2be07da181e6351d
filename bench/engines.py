"""How long speech engines keep a caller waiting, how well they hear, and how much memory they hold.

The engines run as the process they are in production; callers use HTTP. Sentences are spoken by Piper and heard again
by Whisper, against Whisper on its whole 30 s window. Takes about two minutes; nothing else should run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import jiwer
from report import Row, present, run

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import models, ports
from interviewer.engines import audio, loading, whisper

ROUNDS = 9
LONG = (
    "A customer called because her order had not arrived for the third time. I listened first, then I apologised, "
    "looked up the parcel, and arranged a courier for the same afternoon."
)
SENTENCES = (
    "I have worked in customer support for six years.",
    "Could you repeat the question, please?",
    "We deploy with Terraform and watch it with Grafana and Prometheus.",
    "When two drivers were ill, I changed the shifts and drove one tour myself.",
    "It depends on how urgent it is, and who is waiting for it.",
    "In my last job I looked after a team of twelve people in a warehouse, and we shipped a lot of parcels every day.",
    LONG,
)
SHORT, MIDDLE = SENTENCES[0], SENTENCES[5]
REPLY = "Thank you, that is very helpful."


@contextmanager
def engines() -> Iterator[tuple[str, int]]:
    """Base URL and process id of the engines, until the block ends."""
    base = f"http://127.0.0.1:{ports.free()}"
    process = subprocess.Popen(
        [sys.executable, "-m", "interviewer.cli", "run", "engines"],
        env={**os.environ, "INTERVIEWER_ENGINES_URL": f"{base}/v1"},
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 90
        while True:
            with suppress(httpx.TransportError):
                httpx.get(f"{base}/healthz", trust_env=False).raise_for_status()
                break
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The engines did not start; run `interviewer doctor`.")
            time.sleep(0.2)
        yield f"{base}/v1", process.pid
    finally:
        process.terminate()
        process.wait(30)


async def spoken(client: httpx.AsyncClient, text: str) -> tuple[bytes, float, float]:
    """PCM, seconds to its first chunk, seconds to its end."""
    begun, first, pcm = time.perf_counter(), 0.0, b""
    body = {"model": "piper", "input": text, "response_format": "pcm"}
    async with client.stream("POST", "/audio/speech", json=body) as response:
        response.raise_for_status()
        async for chunk in response.aiter_bytes():
            first = first or time.perf_counter() - begun
            pcm += chunk
    return pcm, first, time.perf_counter() - begun


async def heard(client: httpx.AsyncClient, pcm: bytes) -> tuple[str, float]:
    """Text and seconds."""
    begun = time.perf_counter()
    file = {"file": ("a.wav", audio.wav_header(audio.SPOKEN_RATE, len(pcm)) + pcm, "audio/wav")}
    response = await client.post("/audio/transcriptions", files=file, data={"language": "en"})
    response.raise_for_status()
    return str(response.json()["text"]), time.perf_counter() - begun


def at_most(name: str, unit: str, ours: float, goal: float, against: dict[str, float] | None = None) -> Row:
    """A row whose goal is an upper bound."""
    return Row(name, unit, ours, against or {}, f"≤ {goal}", ours <= goal)


def plain(text: str) -> str:
    """Words without case and punctuation."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def memory(pid: int) -> float:
    """Resident megabytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def whole_window() -> whisper.Whisper:
    """The same recogniser, encoding 30 s whatever it hears."""
    settings = bootstrap.load()
    return whisper.Whisper(models.path(loading.STT, cache=settings.cache_dir, explicit=settings.model_paths))


async def measured() -> list[Row]:
    """The rows."""
    with engines() as (base, pid):
        return await measured_at(base, pid)


async def measured_at(base: str, pid: int) -> list[Row]:
    """The same of the engines at `base`, in the process `pid`."""
    rows: list[Row] = []
    async with httpx.AsyncClient(base_url=base, timeout=60, trust_env=False) as client:
        said = {text: (await spoken(client, text))[0] for text in SENTENCES}
        for text, goal in ((SHORT, 0.5), (MIDDLE, 0.8), (LONG, 1.2)):
            pcm = said[text]
            times = [(await heard(client, pcm))[1] for _ in range(ROUNDS)]
            length = len(pcm) / 2 / audio.SPOKEN_RATE
            median = statistics.median(times)
            rows.append(at_most(f"transcription of {length:.1f} s, median", "s", median, goal))
        together = [
            max(t for _, t in await asyncio.gather(*(heard(client, said[MIDDLE]) for _ in range(3))))
            for _ in range(ROUNDS)
        ]
        slowest = statistics.median(together)
        rows.append(
            at_most(
                f"three at once of {len(said[MIDDLE]) / 2 / audio.SPOKEN_RATE:.1f} s, the slowest", "s", slowest, 1.6
            )
        )
        for name, text, limit in (("a short reply", REPLY, 0.3), ("a long sentence", LONG, 0.5)):
            runs = [await spoken(client, text) for _ in range(ROUNDS)]
            first = statistics.median(run[1] for run in runs)
            rows.append(at_most(f"first sound of {name}, median", "s", first, limit))
            factor = statistics.median(run[2] / (len(run[0]) / 2 / audio.SPOKEN_RATE) for run in runs)
            rows.append(at_most(f"real-time factor of {name}", "", factor, 0.3))
        texts = {text: (await heard(client, pcm))[0] for text, pcm in said.items()}
        await asyncio.sleep(7)  # the engines return memory when they rest
        rest = memory(pid)
    rows.append(at_most("memory at rest, without the language model", "MB", rest, 600))
    return [*rows, hearing(said, texts)]


def hearing(said: dict[str, bytes], texts: dict[str, str]) -> Row:
    """Word error rate, ours and that of the whole window."""
    recogniser = whole_window()
    fully = whisper.LIMIT
    theirs = {
        text: recogniser.transcribe(
            audio.decode(pcm, f"audio/pcm;rate={audio.SPOKEN_RATE}"), language="en", padding=fully
        ).text
        for text, pcm in said.items()
    }
    rates = [
        float(jiwer.wer([plain(t) for t in SENTENCES], [plain(found[t]) for t in SENTENCES]))
        for found in (texts, theirs)
    ]
    return at_most("words heard wrong", "%", rates[0] * 100, 10, {"30 s window": rates[1] * 100})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    present("engines", run(measured()), given.json)


if __name__ == "__main__":
    main()
