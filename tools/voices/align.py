"""Finds where the words of recorded lines sound: `python tools/voices/align.py`, for those of bench/voice/corpus.yaml.

The local recogniser is given the text that was rendered and says when each word of it sounds; a word then is narrowed
to the stretch in which a voice really sounds, because a recogniser lets a word last until the next begins. Written to
bench/voice/words.json as `{"persona/line": [[word, start, end], ...]}`, seconds in the file; with
`--every bench/turn_taking/words.json` the lines of which bench/turns.py makes its dialogues.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

import ctranslate2
import sound
import yaml
from faster_whisper.tokenizer import Tokenizer

from interviewer.embedded import models
from interviewer.engines.whisper import PADDING, Whisper, Word
from interviewer.simulation.candidate.sound import RATE as PLAYED_RATE
from interviewer.simulation.candidate.sound import load
from interviewer.simulation.persona import PERSONAS, parts, persona_names, read_manifest

VOICE = Path(__file__).resolve().parents[2] / "bench" / "voice"
RATE = 16_000
ROOM = 0.1
"""Seconds heard before and after what is aligned."""
SHORTEST = 0.06
"""Seconds that a word lasts at least."""
Stretch = tuple[float, float]


class Aligner(Whisper):
    """The recogniser, told what is said."""

    def words(self, audio: sound.Audio, text: str) -> tuple[Word, ...]:
        """Where each word of the text sounds in the audio, seconds."""
        features = self._features(audio)
        frames = features.shape[-1]
        encoded: ctranslate2.StorageView = self._encode(features, frames + PADDING)
        tokenizer = Tokenizer(self._words, self._model.is_multilingual, task="transcribe", language="en")
        return self._align(encoded, tokenizer, tuple(tokenizer.encode(" " + text)), frames, 0.0)


def main() -> None:
    """Align every line that the corpus names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=Path, metavar="FILE", help="every line of every persona instead, to this file")
    file = parser.parse_args().every
    corpus = yaml.safe_load((VOICE / "corpus.yaml").read_text("utf-8"))
    aligner = Aligner(models.path("whisper-base"), workers=1, threads=2)
    lines = [corpus["opening"], *(turn["line"] for turn in corpus["turns"])]
    if file is not None:
        lines = [f"{persona}/{name}" for persona in persona_names() for name in read_manifest(persona).lines]
    found = {line: align(line, aligner) for line in lines}
    rows = ",\n".join(f"  {json.dumps(line)}: {json.dumps(words, ensure_ascii=False)}" for line, words in found.items())
    (file or VOICE / "words.json").write_text(f"{{\n{rows}\n}}\n", "utf-8")
    print(f"{len(found)} lines, {sum(map(len, found.values()))} words aligned")


def align(line: str, aligner: Aligner) -> list[tuple[str, float, float]]:
    """Word, start, end of a line; what stands between two scripted pauses is aligned on its own."""
    persona, _, name = line.partition("/")
    file = PERSONAS / persona / "voices" / f"{name}.ogg"
    pieces = [part for part in parts(read_manifest(persona).lines[name].script) if isinstance(part, str)]
    voiced = [(start / PLAYED_RATE, end / PLAYED_RATE) for start, end in load(file).voiced]
    audio = sound.from_opus(file.read_bytes(), RATE)
    found: list[tuple[str, float, float]] = []
    for text, stretches in zip(pieces, cut_at_pauses(voiced, len(pieces)), strict=True):
        begins, ends = max(0.0, stretches[0][0] - ROOM), stretches[-1][1] + ROOM
        words = aligner.words(audio[int(begins * RATE) : int(ends * RATE)], text)
        if [w.word for w in words] != text.split():
            raise SystemExit(f"{line}: aligned {[w.word for w in words]}, but {text!r} is said.")
        for word in words:
            start, end = narrowed(begins + min(word.start, word.end - SHORTEST), begins + word.end, stretches)
            start = max(start, found[-1][2] if found else 0.0)
            found.append((word.word, round(start, 2), round(max(end, start + SHORTEST), 2)))
    return found


def cut_at_pauses(voiced: list[Stretch], count: int) -> list[list[Stretch]]:
    """The voiced stretches in so many groups, cut at the longest pauses."""
    gaps = [(after[0] - before[1], index) for index, (before, after) in enumerate(pairwise(voiced), start=1)]
    cuts = sorted(index for _, index in sorted(gaps)[len(gaps) - count + 1 :])
    return [voiced[a:b] for a, b in pairwise([0, *cuts, len(voiced)])]


def narrowed(start: float, end: float, voiced: list[Stretch]) -> Stretch:
    """The part of a word's time in which a voice sounds: in the stretch that it overlaps most."""
    most, begins, ends = max((min(end, ends) - max(start, begins), begins, ends) for begins, ends in voiced)
    if most >= SHORTEST / 2:
        return max(start, begins), min(end, ends)
    # It was placed in a pause: it is at the nearest edge of a voice.
    middle = (start + end) / 2
    after = min((begins for begins, _ in voiced), key=lambda at: abs(at - middle))
    before = min((ends for _, ends in voiced), key=lambda at: abs(at - middle))
    return (after, after + SHORTEST) if abs(after - middle) < abs(before - middle) else (before - SHORTEST, before)


if __name__ == "__main__":
    main()
