"""The emulated providers for a run: a process that speaks the vendors' protocols and notes every text it is to say.

    python -m voice.vendors FOLDER SEED      # started by `running`

Deliberately not here: the emulators themselves (`interviewer.simulation.vendors`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap.settings import Settings
from interviewer.catalog.models import PlanFile
from interviewer.conversation import lines
from interviewer.conversation.script import Script
from interviewer.simulation.vendors import app, main
from interviewer.simulation.vendors.spectrum import Samples
from interviewer.simulation.vendors.spoken import Voice
from voice import corpus
from voice.corpus import CANDIDATE, Turn
from voice.told import Providers

PROCESSES: Final = ("api", "orchestrator", "agent")
"""Of the product; it needs no engines where the providers are hosted."""
STARTS: Final = 30.0
VOICE: Final = "en-US-AvaNeural"
TEXTS: Final = "texts.jsonl"


class VendorsFailed(Exception):
    """The emulated providers did not start; the message shows what they said."""


@dataclass(slots=True)
class Emulated:
    """The running providers."""

    addresses: dict[str, str]
    file: Path
    _texts: list[str] = field(default_factory=list)
    _read: int = 0

    @property
    def providers(self) -> Providers:
        """As the frameworks are told of them."""
        where, key = self.addresses, self.addresses["key"]
        return Providers(where["deepgram"], key, where["openai"], key, where["azure_speech"], key, VOICE)

    def settings(self, state: Path) -> Settings:
        """Those of the product: everything hosted, nothing judged."""
        where, key = self.addresses, self.addresses["key"]
        return bootstrap.load(
            state_dir=state,
            judge="none",
            engines_url="http://127.0.0.1:9/v1",  # nobody is there, and with hosted providers nobody asks
            stt="deepgram",
            llm="openai",
            tts="azure",
            deepgram_api_key=key,
            deepgram_url=where["deepgram"].removesuffix("/v1/listen"),
            openai_api_key=key,
            openai_url=where["openai"],
            azure_speech_key=key,
            azure_speech_url=where["azure_speech"].removesuffix("/cognitiveservices/v1"),
            azure_speech_voice=VOICE,
        )

    def texts(self) -> Sequence[str]:
        """Every text that was asked for so far, each once."""
        with self.file.open(encoding="utf-8") as file:
            file.seek(self._read)
            for line in iter(file.readline, ""):
                if not line.endswith("\n"):
                    break
                self._read += len(line.encode())
                if (text := json.loads(line)) not in self._texts:
                    self._texts.append(text)
        return self._texts


class NotedVoice(Voice):
    """The emulated voice, which writes down what it says."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    async def say(self, text: str, speed: float = 1.0) -> Samples:
        """The text as sound."""
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(text) + "\n")
        return await super().say(text, speed)


def fixed_lines(asked: Sequence[Turn]) -> list[str]:
    """What ours says that is neither a question of the plan nor written in the call: greeting, check-ins, closing."""
    plan = PlanFile.model_validate(corpus.plan(list(asked)))
    ids = tuple(question.id for question in plan.plan.questions)
    asks = {turn.ask for turn in asked}
    script = Script.from_plan(plan, candidate_name=CANDIDATE, questions=ids)
    return [line for line in lines.everything(script) if line not in asks]


@contextlib.asynccontextmanager
async def running(folder: Path, *, seed: int) -> AsyncIterator[Emulated]:
    """The providers, with their latencies drawn from this seed. Raises VendorsFailed."""
    (folder / "script.jsonl").write_text(corpus.script(), "utf-8")
    texts, log = folder / TEXTS, folder / "vendors.log"
    texts.write_text("", "utf-8")
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "voice.vendors", str(folder), str(seed)),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    try:
        assert process.stdout is not None  # noqa: S101  # it is a pipe
        line = await asyncio.wait_for(process.stdout.readline(), STARTS)
        if not line:
            raise VendorsFailed(f"The emulated providers did not start: {log.read_text('utf-8')[-2000:]}")
        yield Emulated(json.loads(line), texts)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def serve(folder: Path, seed: int) -> None:
    """Serve until terminated; the first line printed says where."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with main.world(main.Wish(seed=seed, script=folder / "script.jsonl")) as world:
        world.voice = NotedVoice(folder / TEXTS)
        async with app.served(world) as where:
            print(json.dumps(where), flush=True)
            await stop.wait()


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
