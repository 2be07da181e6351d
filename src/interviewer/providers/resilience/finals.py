"""How far what is kept of a call's sound is final, and where another recogniser is to begin."""

from __future__ import annotations

from typing import Final

from interviewer.providers.recognition.port import Words
from interviewer.providers.resilience.audio_kept import AudioKept
from interviewer.providers.resilience.seam import Seam

BEFORE: Final = 0.3
"""Seconds kept of what is final, so that a quiet moment before the next word can be found in it."""
HEARD_AGAIN: Final = 0.12
"""Seconds of what is final that another recogniser hears again at most: times of words are this wrong."""
UNHEARD: Final = 0.2
"""Seconds of voice without words in which there may be one."""
TAIL: Final = 0.3
"""Seconds by which a voice may outlast its last word."""


class Finals:
    """Of what is `kept`. A recogniser that tells no times made final what was said until the last pause."""

    def __init__(self, kept: AudioKept) -> None:
        self.until = 0.0
        """All before this position is final."""
        self._kept = kept
        self._asked_until = self._asked_before = 0.0
        self._tail: tuple[str, ...] = ()  # final words that another recogniser may hear again
        self._untimed = False  # nobody said where these were
        self._last: tuple[str, int] = ("", 0)

    def note(self, found: Words) -> None:
        """These are final."""
        said = tuple(found.text.split())
        until = max(found.words[-1].end if found.words else 0.0, found.until or 0.0)
        self._last = (found.text, self._kept.edges)
        if until:
            self._tail, self._untimed = said[-1:] or self._tail, False
        else:
            until = max((v.off for v in self._kept.voices if v.off is not None), default=0.0)
            self._untimed = self._kept.speaking
            self._tail = (*self._tail, *said) if self._untimed else said[-1:]
        self.settle(until)

    def settle(self, until: float) -> None:
        """All before is final, or nothing."""
        self.until = max(self.until, min(until, self._kept.end))
        self._kept.forget(self.until - BEFORE)

    def asked(self) -> None:
        """Of what was said so far it is known as well as it can be whether there was a word in it."""
        self._asked_before, self._asked_until = self._asked_until, self._kept.end

    def not_asked(self) -> None:
        """The last asking did not count."""
        self._asked_until = self._asked_before

    def known(self, found: Words) -> bool:
        """Whether these are final already: a vendor sent them twice, or interim ones late."""
        if found.words:
            return found.words[-1].end <= self.until + 0.01
        again = self._last == (found.text, self._kept.edges) and not self._kept.speaking and found.until is None
        return found.final and bool(found.text) and again

    @property
    def unheard(self) -> bool:
        """Whether a voice went by in which there may be words that nobody found."""
        until, asked, end = self.until, self._asked_until, self._kept.end
        seconds = 0.0
        for voice in self._kept.voices:
            begin = max(asked, voice.on if voice.on >= until else until + TAIL)
            seconds += max(0.0, (end if voice.off is None else voice.off) - begin)
        return seconds >= UNHEARD

    @property
    def lost(self) -> bool:
        """Whether there was no room any more for what is not final."""
        return self._kept.fell_off > self.until

    def seam(self) -> Seam:
        """Where another recogniser begins to listen."""
        if self._untimed:
            return Seam(max(self._kept.begin, self.until), self.until, self._tail, compared=True)
        start = max(self._kept.begin, self._kept.quietest(self.until, HEARD_AGAIN))
        return Seam(start, self.until, self._tail[-1:])
