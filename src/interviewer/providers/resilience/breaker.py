"""One breaker: when an account that fails is asked no more, and when one call may try again. Pure; time is given.

Deliberately not here: who remembers it (`breakers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeAlias

from interviewer.providers.failure import Kind
from interviewer.providers.resilience import incidents
from interviewer.providers.resilience.incidents import Phase
from interviewer.providers.resilience.policy import Breakers as Numbers


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a breaker is for. `where` tells address or region and which key, without telling the key."""

    part: incidents.Kind
    """`recognition`, `writing` or `speech`: an account's voice may be well while its models are not."""
    row: str
    where: str

    @property
    def key(self) -> str:
        """Its name in Redis."""
        return f"breaker-1:{self.part}:{self.row}:{self.where}"


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that came to nothing; `seconds` until that was known."""

    kind: Kind
    seconds: float
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Succeeded:
    """A call that was served; `seconds` to its first word or sound."""

    seconds: float


Outcome: TypeAlias = Succeeded | Failed


@dataclass(frozen=True, slots=True)
class Breaker:
    """Times are seconds of one clock. Calls are counted by half windows: `earlier` ones are those of the one before."""

    phase: Phase = "closed"
    until: float = 0.0
    """Open: nobody may ask before. Half open: the call that tries has so long."""
    reason: str = ""
    """Why it opened last."""
    kind: Kind | None = None
    again: int = 0
    """Openings since it was closed last."""
    opened: int = 0
    """Openings since it was first heard of."""
    tried: int = 0
    """How often a call was let in to try, since then."""
    closed: int = 0
    """How often it was closed again, since then."""
    half: int = 0
    calls: int = 0
    bad: int = 0
    earlier_calls: int = 0
    earlier_bad: int = 0

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Breaker:
        """As it was stored; what is not known is left out."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in names})

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    def asked(self, now: float, numbers: Numbers) -> tuple[bool, Breaker]:
        """Whether a call may ask the account now; who is let in after an opening is the one that tries."""
        if self.phase == "closed":
            return True, self
        if now < self.until:
            return False, self
        return True, replace(self, phase="half_open", until=now + numbers.probe_within, tried=self.tried + 1)

    def after(self, outcome: Outcome, now: float, numbers: Numbers, jitter: float = 0.0) -> Breaker:
        """With what came of a call; `jitter` is drawn between 0 and 1."""
        match outcome, self.phase:
            case (Succeeded(), "open"):
                return self  # it was begun before
            case (Succeeded(seconds), "half_open") if seconds <= numbers.slow_after:
                return Breaker(opened=self.opened, tried=self.tried, closed=self.closed + 1)
            case (Failed(), "open"):
                return self._longer(outcome, now, numbers)
            case (_, "half_open"):
                return self._open(outcome, now, numbers, jitter)
            case _:
                return self._counted(outcome, now, numbers, jitter)

    def _counted(self, outcome: Outcome, now: float, numbers: Numbers, jitter: float) -> Breaker:
        half = int(now // (numbers.window / 2))
        counted = self
        if half != self.half:
            follows = half == self.half + 1
            counted = replace(
                self,
                half=half,
                calls=0,
                bad=0,
                earlier_calls=self.calls if follows else 0,
                earlier_bad=self.bad if follows else 0,
            )
        bad = isinstance(outcome, Failed) or outcome.seconds > numbers.slow_after
        counted = replace(counted, calls=counted.calls + 1, bad=counted.bad + bad)
        calls, failed = counted.calls + counted.earlier_calls, counted.bad + counted.earlier_bad
        at_once = isinstance(outcome, Failed) and outcome.kind in {"refused", "spent", "limited"}
        if at_once or (bad and calls >= numbers.minimum and failed >= numbers.threshold * calls):
            return counted._open(outcome, now, numbers, jitter)  # noqa: SLF001 - its own
        return counted

    def _open(self, outcome: Outcome, now: float, numbers: Numbers, jitter: float) -> Breaker:
        seconds = min(numbers.open_seconds * 2.0 ** min(self.again, 32), numbers.open_cap)
        kind: Kind = "late"
        if isinstance(outcome, Failed):
            kind = outcome.kind
            if kind in {"refused", "spent"}:
                seconds = max(seconds, numbers.refused_seconds)
            if outcome.retry_after is not None:
                seconds = max(numbers.open_seconds, min(outcome.retry_after, numbers.open_cap))
        return Breaker(
            phase="open",
            until=now + seconds * (1 + numbers.jitter * jitter),
            reason=_REASONS[kind],
            kind=kind,
            again=self.again + 1,
            opened=self.opened + 1,
            tried=self.tried,
            closed=self.closed,
        )

    def _longer(self, failed: Failed, now: float, numbers: Numbers) -> Breaker:
        """A call that was begun before it opened: only what the vendor asks for is new."""
        if failed.retry_after is None:
            return self
        return replace(self, until=max(self.until, now + min(failed.retry_after, numbers.open_cap)))


_REASONS: Mapping[Kind, str] = {
    "late": "it was late too often",
    "broken": "it broke or could not be reached too often",
    "refused": "it refused the account: key or model",
    "spent": "the account has no credit left",
    "limited": "it had too many requests",
}
