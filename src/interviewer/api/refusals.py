"""What the api itself refuses, beside what the layers below do. A docstring is the message where none is given.

How each is shown: the table in `problems`.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException

from interviewer.catalog.check import PlanInvalid
from interviewer.wire.access import Scope


class InterviewUnknown(Exception):
    """There is no interview of that id."""


class NothingRecorded(Exception):
    """Nothing was recorded of this interview."""


class PartUnknown(Exception):
    """The recording has no such part."""


class NotJudged(Exception):
    """There is no scorecard."""


class JoinLinkUnknown(Exception):
    """The link is not one of ours, or is cut off. Ask whoever sent it for the whole link."""


class JoinLinkExpired(Exception):
    """The link was good for 24 hours. Ask whoever sent it for a new one."""


class InterviewOver(Exception):
    """This interview is over. There is nothing to join any more; thank you."""


class SeatTaken(Exception):
    """Somebody is in this call already. Go back to the window where it is open, or close it there first."""


class Unauthorised(Exception):
    """The credentials are missing or wrong."""


class KeyMissing(Exception):
    """This needs an API key: send `Authorization: Bearer iv_…`, or begin a session on the page."""


class ScopeMissing(Exception):
    """The API key does not allow this; `scope` is what it lacks."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This needs an API key with the scope {scope!r}. Ask an administrator for one.")
        self.scope = scope


class CrossSite(Exception):
    """This came from a page that is not the interviewer's own. Nothing was changed."""


class IdempotencyKeyInvalid(Exception):
    """An Idempotency-Key has 1 to 255 printable ASCII characters. Nothing was done."""


class AnswerNotKept(Exception):
    """This was carried out before. Its answer was secret or too large to be kept: look for what it made."""


class PlanUnlawful(PlanInvalid):
    """The plan asks what an employer may not ask, and whoever publishes it did not say that the law allows it."""


class RequestInvalid(Exception):
    """The request cannot be understood."""


class CampaignUnknown(Exception):
    """There is no campaign of that id."""


class NumberRefused(Exception):
    """The number is on the do-not-call list: nobody at it is called any more."""


class ZoneMissing(Exception):
    """Where the candidate lives is not known, so that a local time tells no instant. Give the time with its offset."""


class VersionMissing(Exception):
    """Name the version that you change in If-Match, as its ETag gave it, so that nobody's change is overwritten."""


class Outdated(Exception):
    """Somebody else changed it in the meantime. Nothing was changed; look at it again, and decide anew."""


class DraftThere(Outdated):
    """There is a draft already, and it was not changed: send If-Match with its ETag to write over it."""


class NumberMissing(Exception):
    """The candidate has no number: it comes by link, so that neither zone nor consent mean anything for it."""


class MediaTypeUnknown(Exception):
    """The body is of a kind that is not read here."""


class TooLarge(HTTPException):
    """The body is too large. FastAPI, in whose midst it shows while a body is read, lets its own kind of error pass."""

    def __init__(self, said: str) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)

    def __str__(self) -> str:
        return self.detail
