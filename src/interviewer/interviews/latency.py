"""How long a reply took, stage by stage, and which stage was over its budget. Milliseconds throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal["stt", "llm", "tts", "end_to_end"]
"""What has a budget."""
Part = Literal["stt", "endpointing", "retrieval", "llm", "between", "tts", "playout"]
"""What a stretch of the wait for a reply went into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long a stage may take. The defaults are what 95 of 100 turns shall keep to."""

    stt: float = 500.0
    llm: float = 800.0
    tts: float = 300.0
    end_to_end: float = 2000.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the wait for a reply, from the candidate's last word on."""

    part: Part
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """The stages of a reply; None where one does not apply. Counted from the candidate's last word unless said."""

    endpointing: float | None = None
    """Until the turn was judged to be over."""
    stt_final: float | None = None
    """Until the final words were there."""
    retrieval: float | None = None
    """How long the search took for what the reply needs to know."""
    llm_first_token: float | None = None
    """From the request to the language model to its first token."""
    tts_first_chunk: float | None = None
    """From the request to the voice, or to the phrase cache, to its first sound."""
    playout: float | None = None
    """From the voice's first sound to the first frame that was sent."""
    first_sound: float | None = None
    """Until the first sound of any kind."""
    content: float | None = None
    """Until the first sound that is no mere acknowledgement."""
    prepared: bool = False
    """Work had begun before the turn was judged to be over."""
    planned: bool = False
    """The words are the plan's, and their sound came from the cache."""
    tokens_wasted: int = 0
    """Tokens of replies that were prepared and not said."""
    over_budget: Stage | None = None
    """The stage that was over its budget when the reply was measured."""

    @property
    def end_to_end(self) -> float | None:
        """Until the candidate got what it waited for: an acknowledgement is no answer."""
        return self.first_sound if self.content is None else self.content

    @property
    def spans(self) -> tuple[Span, ...]:
        """What the candidate waited for, one after the other from its last word to `end_to_end`.

        Of work that was prepared, only what was left when the turn was judged to be over. `between`: no stage that is
        measured, such as the rest of the first sentence after the model's first token.
        """
        end = self.end_to_end or 0.0
        words = self.stt_final or 0.0
        over = max(words, self.endpointing or 0.0)
        sound = end - (self.playout or 0.0)
        voice = sound - (self.tts_first_chunk or 0.0)
        search, model = self.retrieval or 0.0, self.llm_first_token or 0.0
        token = voice if self.prepared else min(voice, over + search + model)
        until: tuple[tuple[Part, float], ...] = (
            ("stt", words),
            ("endpointing", over),
            ("between", token - model - search),
            ("retrieval", token - model),
            ("llm", token),
            ("between", voice),
            ("tts", sound),
            ("playout", end),
        )
        spans: list[Span] = []
        at = 0.0
        for part, moment in until:
            if at < min(moment, end):
                spans.append(Span(part, at, min(moment, end)))
                at = spans[-1].end
        return tuple(spans)


def over_budget(latency: Latency, budget: Budget) -> Stage | None:
    """The stage that is over its budget; of several the one that is so by the largest factor."""
    factors: dict[Stage, float] = {
        "stt": (latency.stt_final or 0.0) / budget.stt,
        "llm": (latency.llm_first_token or 0.0) / budget.llm,
        "tts": (latency.tts_first_chunk or 0.0) / budget.tts,
        "end_to_end": (latency.end_to_end or 0.0) / budget.end_to_end,
    }
    worst = max(factors, key=factors.__getitem__)
    return worst if factors[worst] > 1 else None
