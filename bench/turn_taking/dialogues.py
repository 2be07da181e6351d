"""The labelled set: dialogues made by a seeded program of recorded lines, pauses, hesitations and noises.

In each the interviewer asks something of several seconds, mostly something sounds over it, and then the candidate
answers in pieces with pauses. Labels: where each answer truly ends, which pauses are inside it, what the sound over the
interviewer is, and every word with its time. Constants are chosen by one half, another one is reported.

How long a pause inside an answer is follows the published set (livekit/eot-bench, English). There silence alone cuts
off 56 % of the pauses of 0.2 s and more at 300 ms, 22 % at 600 and 10 % at 1000; of ours, which have 0.3 s at least,
45 % are longer than 0.6 s and 15 % longer than 1 s. The longest are of 2 s. Where it
falls: after a conjunction, after a filler, in mid-sentence, or after a whole sentence, each named in `Piece.ends_in`.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import yaml

from interviewer.conversation.floor import Kind
from interviewer.simulation.persona import PERSONAS, persona_names
from turn_taking import sound

FOLDER = Path(__file__).parent
PAUSE_MEDIAN, PAUSE_SPREAD, PAUSE_LEAST, PAUSE_MOST = 0.45, 0.65, 0.3, 2.0
SHARES: dict[Kind, float] = {"yes_no": 0.2, "short": 0.2, "open": 0.3, "behavioural": 0.3}
PIECES: dict[Kind, tuple[int, int]] = {"yes_no": (1, 2), "short": (1, 2), "open": (1, 3), "behavioural": (2, 5)}
CLOSING_SHARE = 0.15
"""Of long answers end in words such as "That's about it."."""
LINES: dict[Kind, tuple[int, ...]] = {"yes_no": (1,), "short": (1,), "open": (1, 1, 2), "behavioural": (1, 2, 2, 3, 4)}
"""How many recorded lines of up to fifty words an answer has, drawn from these."""
Half = Literal["tuning", "held out"]
SEEDS: dict[Half, int] = {"tuning": 6, "held out": 7}
BREAKS = re.compile(r"^(and|but|so|because|or|then|that|which|who|when|where|if|to|with|for|of|the|a|my|our|we|i)$")
"""Words after which everybody hears that more will come."""
BESIDE = re.compile(
    r"/(right_person|consent|ready|still_|say_again|elaborate|go_on|answered|any_questions|goodbye|no_answer|filler)"
)
"""Lines that answer no question of an interview."""
RESTS = 1.0
"""A silence of this length in a recording is one of the script's own; ours takes its place."""
SHORTEST = 5
"""Words of a line that may be cut."""
WHERE: dict[Ending, float] = {"sentence": 0.4, "conjunction": 0.3, "middle": 0.3}
"""Where a line is cut, as far as it has such places."""
EXPLAINED, AT_ONCE = 0.4, 0.5
"""Of the answers to yes/no questions go on after the yes or the no, and of these go on without a pause."""
UNWRITTEN = 0.03
"""Of the sentences get no full stop from the recogniser."""
FILLED = 0.4
"""Of the hesitations in mid-sentence are voiced."""
APART = 3
"""Words between two pauses."""
Word = tuple[str, float, float]
Line = Literal["clean", "noise", "telephone", "noise on the telephone"]
Over = Literal["backchannel", "interruption", "cough", "keys", "laughter"]
Ending = Literal["sentence", "conjunction", "filler", "middle", "end"]


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """Something that sounds without a pause; times of words in seconds from its begin, as a recogniser writes them."""

    samples: sound.Samples
    words: tuple[Word, ...]
    ends_in: Ending
    pause: float = 0.0
    """Seconds of silence after it."""

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / sound.RATE


@dataclass(frozen=True, eq=False, slots=True)
class Dialogue:
    """One question and its answer; `at` is when the sound over the interviewer comes, in seconds of its speech."""

    number: int
    expects: Kind
    line: Line
    question: float
    """Seconds that the interviewer speaks."""
    over: Over | None
    at: float
    sound: Piece | None
    gap: float
    """Seconds between the interviewer's end and the answer."""
    answer: tuple[Piece, ...]


def dialogues(count: int, half: Half = "held out") -> list[Dialogue]:
    """So many dialogues, always the same ones."""
    seed = SEEDS[half]
    return [_dialogue(number, random.Random(seed * 100_000 + number)) for number in range(count)]


def _dialogue(number: int, draw: random.Random) -> Dialogue:
    kinds, shares = zip(*SHARES.items(), strict=True)
    expects: Kind = draw.choices(kinds, shares)[0]
    persona = draw.choice(persona_names())
    overs: list[Over | None] = ["backchannel", "interruption", "cough", "keys", "laughter", None]
    over = draw.choices(overs, [0.3, 0.3, 0.1, 0.1, 0.05, 0.15])[0]
    line: Line = draw.choice(["clean", "noise", "telephone", "noise on the telephone"])
    question = draw.uniform(6.0, 9.0)
    return Dialogue(
        number,
        expects,
        line,
        question,
        over,
        draw.uniform(1.0, question - 3.5),
        _heard(_sound(over, persona, draw), line) if over else None,
        draw.uniform(0.3, 1.2),
        tuple(_heard(piece, line) for piece in _answer(expects, persona, draw)),
    )


def _sound(over: Over, persona: str, draw: random.Random) -> Piece:
    rng = np.random.default_rng(draw.getrandbits(32))
    match over:
        case "backchannel" | "interruption":
            return _short(persona, over, draw)
        case "cough":
            return Piece(sound.cough(rng), (), "end")
        case "keys":
            return Piece(sound.keys(rng), (), "end")
        case "laughter":
            return Piece(sound.laughter(rng), (), "end")


def _answer(expects: Kind, persona: str, draw: random.Random) -> list[Piece]:
    least, most = PIECES[expects]
    if expects == "yes_no":
        pieces = [_short(persona, "whole", draw)]
        if draw.random() < EXPLAINED:
            first, *more = _pieces(persona, 1, 1, 1, draw)
            if draw.random() < AT_ONCE:
                pieces = [Piece(*_both(pieces[0], first, 0.15), first.ends_in, first.pause), *more]
            else:
                pieces = [_pausing(pieces[0], "sentence", draw), first, *more]
        return pieces
    pieces = _pieces(persona, least, most, draw.choice(LINES[expects]), draw)
    if expects == "behavioural" and draw.random() < CLOSING_SHARE:
        pieces = [*pieces[:-1], _pausing(pieces[-1], "sentence", draw), _short(persona, "closing", draw)]
    return pieces


def _pieces(persona: str, least: int, most: int, lines: int, draw: random.Random) -> list[Piece]:
    """So many lines, cut where people pause, with fillers put in."""
    wanted = draw.randint(least, most)
    pieces: list[Piece] = []
    for left in range(lines, 0, -1):
        _, words, samples = draw.choice([line for line in _lines() if line[0].startswith(f"{persona}/")])
        cuts = _cuts(words, (wanted - len(pieces)) // left - 1, draw)
        if pieces:
            pieces[-1] = _pausing(pieces[-1], "sentence", draw)
        for begins, ends in zip([0, *cuts], [*cuts, len(words)], strict=True):
            piece = _cut(words, samples, begins, ends)
            if ends == len(words):
                pieces.append(Piece(piece.samples, _written(piece.words, "end", draw), "end"))
                continue
            ending = _ending(words, ends)
            if ending == "middle" and draw.random() < FILLED:
                piece, ending = Piece(*_both(piece, _short(persona, "hesitation", draw), 0.08), "filler"), "filler"
            pieces.append(_pausing(piece, ending, draw))
    return pieces


def _cuts(words: tuple[Word, ...], wanted: int, draw: random.Random) -> list[int]:
    """Before which words a line is cut: where the recording rests, and in more places, none close to another."""
    cuts = [i for i, (before, after) in enumerate(pairwise(words), start=1) if after[1] - before[2] >= RESTS]
    while len(cuts) < wanted:
        free = [i for i in range(APART, len(words) - APART + 1) if all(abs(i - cut) >= APART for cut in cuts)]
        ending = draw.choices(list(WHERE), list(WHERE.values()))[0]
        places = [i for i in free if _ending(words, i) == ending] or free
        if not places:
            break
        cuts.append(draw.choice(places))
    return sorted(cuts)


def _ending(words: tuple[Word, ...], index: int) -> Ending:
    """What the words before this one end in."""
    last = words[index - 1][0]
    if last[-1] in ".?!":
        return "sentence"
    return "conjunction" if BREAKS.match(last.lower().strip(",")) else "middle"


def _cut(words: tuple[Word, ...], samples: sound.Samples, begins: int, ends: int) -> Piece:
    """The words from one to another, cut in the middle of what is between them and their neighbours."""
    first = 0.0 if begins == 0 else (words[begins - 1][2] + words[begins][1]) / 2
    last = len(samples) / sound.RATE if ends == len(words) else (words[ends - 1][2] + words[ends][1]) / 2
    first = max(first, words[begins][1] - 0.05)
    last = min(last, words[ends - 1][2] + 0.12)
    cut = samples[int(first * sound.RATE) : int(last * sound.RATE)].copy()
    ramp = np.linspace(0, 1, sound.RATE // 200)
    cut[: len(ramp)] = (cut[: len(ramp)] * ramp).astype(np.int16)
    cut[-len(ramp) :] = (cut[-len(ramp) :] * ramp[::-1]).astype(np.int16)
    return Piece(cut, tuple((w, s - first, e - first) for w, s, e in words[begins:ends]), "middle")


def _both(piece: Piece, more: Piece, gap: float) -> tuple[sound.Samples, tuple[Word, ...]]:
    """One after the other, with so little between them that it is no pause."""
    rest = np.zeros(int(gap * sound.RATE), dtype=np.int16)
    shift = piece.seconds + gap
    words = (*piece.words, *((w, s + shift, e + shift) for w, s, e in more.words))
    return np.concatenate([piece.samples, rest, more.samples]), words


def _pausing(piece: Piece, ending: Ending, draw: random.Random) -> Piece:
    while True:
        pause = float(np.exp(draw.gauss(np.log(PAUSE_MEDIAN), PAUSE_SPREAD)))
        if PAUSE_LEAST <= pause <= PAUSE_MOST:
            break
    return Piece(piece.samples, _written(piece.words, ending, draw), ending, pause)


def _written(words: tuple[Word, ...], ending: Ending, draw: random.Random) -> tuple[Word, ...]:
    """As recognisers write it: what breaks off in mid-sentence may get a full stop, and commas are lost."""
    *rest, (last, start, end) = words
    if ending in ("sentence", "end"):
        return (*rest, (last.rstrip(".") if draw.random() < UNWRITTEN else last, start, end))
    bare = last.rstrip(",.")
    mark = draw.choices(["", ".", ","], [0.6, 0.25, 0.15])[0]
    return (*rest, (bare + mark, start, end))


def _heard(piece: Piece, line: Line) -> Piece:
    if "telephone" not in line:
        return piece
    return Piece(sound.telephone(piece.samples), piece.words, piece.ends_in, piece.pause)


def _short(persona: str, kind: str, draw: random.Random) -> Piece:
    texts = _sounds()[kind]
    number = draw.randrange(len(texts))
    samples = sound.load(FOLDER / "voices" / f"{persona}-{kind}-{number + 1}.ogg")
    seconds, words = len(samples) / sound.RATE, texts[number][1].split()
    size = sum(len(word) for word in words)
    timed, at = [], 0.0
    for word in words:
        until = at + seconds * len(word) / size
        timed.append((word, at, until))
        at = until
    return Piece(samples, tuple(timed), "end")


@cache
def _lines() -> tuple[tuple[str, tuple[Word, ...], sound.Samples], ...]:
    """The lines of the personas that answer something: name, words, samples."""
    found = json.loads((FOLDER / "words.json").read_text("utf-8"))
    lines = []
    for name, rows in found.items():
        words = tuple((w, s, e) for w, s, e in rows)
        if len(words) > SHORTEST and not BESIDE.search(name):
            persona, _, line = name.partition("/")
            lines.append((name, words, sound.load(PERSONAS / persona / "voices" / f"{line}.ogg")))
    return tuple(lines)


@cache
def _sounds() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = yaml.safe_load((FOLDER / "sounds.yaml").read_text("utf-8"))
    return found
