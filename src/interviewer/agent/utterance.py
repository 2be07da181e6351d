"""One thing the interviewer says while it is played: its sound in order, and which words a given moment has reached."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from interviewer.agent.mouth import SAMPLE_RATE
from interviewer.agent.reply import Part, Reply
from interviewer.catalog.pronunciation import Cut, cuts
from interviewer.providers.phrases import Phrase
from interviewer.providers.speech.port import SpeechUnavailable

GAP_SECONDS: Final = 0.15
"""Between two lines."""
CHARACTERS_A_SECOND: Final = 14.0
"""How fast a line is spoken whose length is not known yet."""


@dataclass(slots=True)
class _Said:
    text: str
    start: float
    cuts: tuple[Cut, ...]
    """Where its words end, as written and as spoken."""
    seconds: float = 0.0
    whole: bool = False
    opening: bool = False
    passage: str | None = None

    @property
    def length(self) -> float:
        """Of the whole line, in seconds; while its sound is still coming, an estimate."""
        return self.seconds if self.whole else max(self.seconds, self.cuts[-1][1] / CHARACTERS_A_SECOND)

    def reached(self, seconds: float) -> Cut:
        """The end of the last word that is over after so many seconds of the utterance."""
        letters = (seconds - self.start) / self.length * self.cuts[-1][1]
        return max((cut for cut in self.cuts if cut[1] <= letters), default=(0, 0))


class Utterance:
    """A reply being said. A word counts as said once its share of its line's spoken letters was played: an estimate."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self._said: list[_Said] = []
        self.seconds = 0.0
        """Length of what was handed out so far; of the whole, once `complete`."""
        self.complete = False
        self.first_part: Part | None = None

    @property
    def texts(self) -> list[str]:
        """The lines and sentences of which there was sound to play so far."""
        return [said.text for said in self._said]

    @property
    def written(self) -> str:
        """What stands in no plan: the words that were found for it."""
        planned = {*self.reply.speech.lines, *self.reply.speech.closing}
        return " ".join(said.text for said in self._said if not said.opening and said.text not in planned)

    @property
    def text(self) -> str:
        """All that is said, as far as it is known."""
        known = self.texts
        planned = (*self.reply.lines, *self.reply.speech.closing)
        return " ".join(known if self.complete else dict.fromkeys((*known, *planned)))

    async def sound(self) -> AsyncIterator[bytes]:
        """The sound as it comes; raises `SpeechUnavailable` or `NothingToSay` where a part cannot be made."""
        async for part in self.reply.parts():
            self.first_part = self.first_part or part
            said = None
            while True:
                chunk = await part.chunks.get()
                if isinstance(chunk, SpeechUnavailable):
                    raise chunk
                if chunk is None:
                    break
                if said is None:
                    if self._said:
                        yield self._gap()
                    said = self._begin(part.text, opening=part.opening, passage=part.passage)
                said.seconds += len(chunk) / 2 / SAMPLE_RATE
                self.seconds += len(chunk) / 2 / SAMPLE_RATE
                yield chunk
            if said is not None:
                said.whole = True
        self.complete = True

    def interject(self, phrase: Phrase) -> bytes:
        """Sound to play now, before the reply's own is there."""
        said = self._begin(phrase.text, opening=True)
        said.seconds, said.whole = phrase.seconds, True
        self.seconds += phrase.seconds
        return phrase.pcm

    def text_at(self, seconds: float) -> str:
        """The words that were begun and ended within the first so many seconds."""
        found: list[str] = []
        for said in self._said:
            if said.whole and seconds >= said.start + said.seconds:
                found.append(said.text)
            elif seconds > said.start:
                found.append(said.text[: said.reached(seconds)[0]])
        return " ".join(part for part in found if part)

    def fraction_at(self, seconds: float) -> float:
        """The share of the text that was said by then, 0 to 1; nothing while what a model is to write is not there."""
        if self.reply.speech.written is not None and self.content_starts is None:
            return 0.0
        return min(1.0, len(self.text_at(seconds)) / len(self.text)) if self.text else 0.0

    def passages_at(self, seconds: float) -> tuple[str, ...]:
        """The ids of the passages of which something was said by then."""
        heard = (said.passage for said in self._said if said.passage is not None and seconds > said.start)
        return tuple(dict.fromkeys(heard))

    def word_before(self, seconds: float) -> float:
        """Where the word begins that is being said at a moment, in seconds: there a speech is gone on with."""
        for said in self._said:
            if said.start <= seconds < said.start + said.length:
                return said.start + said.reached(seconds)[1] / said.cuts[-1][1] * said.length
        return seconds

    @property
    def acknowledges(self) -> bool:
        """Whether something of it only acknowledges."""
        return any(said.opening for said in self._said)

    @property
    def content_starts(self) -> float | None:
        """Where the first part begins that is more than an acknowledgement, in seconds; None before it is there."""
        return next((said.start for said in self._said if not said.opening), None)

    def _begin(self, text: str, *, opening: bool, passage: str | None = None) -> _Said:
        said = _Said(text, self.seconds, cuts(text, self.reply.lexicon), opening=opening, passage=passage)
        self._said.append(said)
        return said

    def _gap(self) -> bytes:
        self.seconds += GAP_SECONDS
        return bytes(round(GAP_SECONDS * SAMPLE_RATE) * 2)
