"""Transcribes the rendered lines with the local recogniser and compares them with their texts.

`python tools/voices/listen.py [PERSONA ...]` prints the word error rate of each persona and its worst lines, and leaves
with 1 if a line is above the limit: then its text has a word that comes out wrong, or that the recogniser cannot know.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import jiwer
import numpy as np
import sound
from sanotts.nano_g2p import cardinal_words

from interviewer.embedded import models
from interviewer.engines.whisper import Whisper
from interviewer.simulation.persona import PERSONAS, persona_names, read_manifest, spoken
from interviewer.simulation.topics import plain

LIMIT = 0.08
SHORT_WORDS = 13
"""In a line this short one wrong word is more than the limit; it may have that one."""

QUIET = 0.3
"""Seconds of silence on both sides, as in a call. Without it the recogniser loses half of some short lines.

Pauses are shortened, for it says what follows a long one twice; a call's turns are cut at them before they reach it.
"""

_STUTTER = re.compile(r"\b(\w+)(?: \1)+\b")
_FILLERS = re.compile(r"\b(um|uh|hmm|hm|oh|ah)\b")
# The same words, written in two ways.
_SPELLINGS = {
    "alright": "all right",
    "colour": "color",
    "colours": "colors",
    "licence": "license",
    "programme": "program",
}


def main() -> None:
    """Transcribe, compare, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("personas", nargs="*", default=persona_names(), metavar="PERSONA")
    parser.add_argument("--model", type=Path, help="folder of the recogniser; else the one that set-up assembled")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    folder = options.model or models.path("whisper-base")
    whisper = Whisper(folder, workers=1, threads=options.threads)
    wrong = [line for name in options.personas for line in listen(name, whisper)]
    sys.exit(1 if wrong else 0)


def listen(name: str, whisper: Whisper) -> list[str]:
    """The ids of a persona's lines that came out wrong; prints each."""
    wrong: list[str] = []
    texts: list[str] = []
    heards: list[str] = []
    for line_id, line in read_manifest(name).lines.items():
        quiet = sound.silence(QUIET, 16_000)
        stored = sound.from_opus((PERSONAS / name / "voices" / f"{line_id}.ogg").read_bytes(), 16_000)
        audio = np.concatenate([quiet, sound.with_short_pauses(stored, 16_000), quiet])
        text = comparable(spoken(line.script))
        heard = comparable(whisper.transcribe(audio, language="en").text)
        texts.append(text)
        heards.append(heard)
        compared = jiwer.process_words(text, heard)
        errors = compared.substitutions + compared.deletions + compared.insertions
        if compared.wer > LIMIT and not (errors == 1 and len(text.split()) <= SHORT_WORDS):
            wrong.append(line_id)
            print(f"  {compared.wer:5.1%} {name}/{line_id}\n        said  {text}\n        heard {heard}")
    print(f"{name}: {len(texts)} lines, word error rate {jiwer.wer(texts, heards):.1%}, {len(wrong)} above {LIMIT:.0%}")
    return wrong


def comparable(text: str) -> str:
    """The words of a text without fillers and stutters, which recognisers leave out on purpose, in one spelling."""
    words = _FILLERS.sub(" ", plain(text.replace("%", " percent"))).split()
    spelt = " ".join(cardinal_words(int(w)) if w.isdigit() else _SPELLINGS.get(w, w) for w in words)
    return _STUTTER.sub(r"\1", plain(spelt))


if __name__ == "__main__":
    main()
