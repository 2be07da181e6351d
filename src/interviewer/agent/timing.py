"""When the stages of one reply were reached, and what the log is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.agent.reply import Part, Reply
from interviewer.interviews.latency import Latency


@dataclass(slots=True)
class Timing:
    """Monotonic seconds: the candidate's last word, when the turn was judged over, when its last final words came."""

    last_word: float
    decided: float
    final: float
    prepared: bool = False
    murmured: float | None = None
    """When the candidate was shown that it was listened to, if that was after its last word."""

    def stages(
        self, reply: Reply, first: Part | None, *, first_sound: float, content: float | None, tokens_wasted: int
    ) -> Latency:
        """How long each of them took; `first_sound` is that of the reply itself."""
        chunk = first.first_chunk_at if first is not None else None
        return Latency(
            endpointing=_ms(self.decided - self.last_word),
            stt_final=_ms(self.final - self.last_word) if self.final > self.last_word else None,
            retrieval=None if reply.retrieval_ms is None else round(reply.retrieval_ms, 1),
            llm_first_token=None if reply.first_token_ms is None else round(reply.first_token_ms, 1),
            tts_first_chunk=None if first is None or chunk is None else _ms(chunk - first.asked_at),
            playout=None if chunk is None else _ms(first_sound - max(chunk, self.decided)),
            first_sound=_ms((self.murmured or first_sound) - self.last_word),
            content=None if content is None else _ms(content - self.last_word),
            prepared=self.prepared,
            planned=reply.planned,
            tokens_wasted=tokens_wasted,
        )


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
