"""Every error a caller can meet, in one table: class → status, code, title. Answers are RFC 9457 problem details."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from http import HTTPStatus

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from interviewer.api import methods, mistakes
from interviewer.api.rehearsal_model import ModelBusy, ModelMissing
from interviewer.calling.campaign import CampaignOutdated, CampaignRejected
from interviewer.calling.numbers import NumberInvalid
from interviewer.calling.permission import ConsentOutdated
from interviewer.calling.zones import ZoneUnknown
from interviewer.catalog.check import PlanInvalid
from interviewer.interviews.decider import Rejected
from interviewer.interviews.replay import MomentUnknown
from interviewer.kernel.log import LogUnavailable, NameTaken, Unstorable, VersionConflict
from interviewer.kernel.writer import LOST
from interviewer.providers.api_keys import ApiKeyUnknown, KeyExpired, KeyNameTaken, KeyRevoked, KeyUnknown
from interviewer.providers.blobs import BlobMissing, BlobNameInvalid
from interviewer.providers.candidates import CandidateChanged, CandidateGone, CandidateUnknown
from interviewer.providers.deliveries import DeliveryUnknown
from interviewer.providers.drafts import DraftUnknown
from interviewer.providers.idempotency import KeyOfAnother, StillRunning
from interviewer.providers.knowledge.blocks import DocumentUnreadable
from interviewer.providers.knowledge.cvs import CvUnknown
from interviewer.providers.knowledge.documents import DocumentUnknown, TooManyDocuments
from interviewer.providers.languages import LanguageUnspoken
from interviewer.providers.openings import JobArchived, JobUnknown, Superseded
from interviewer.providers.plans import PlanElsewhere, PlanUnknown
from interviewer.providers.recordings import RecordingUnreadable
from interviewer.providers.rooms import RoomsUnavailable
from interviewer.providers.webhooks import WebhookDisabled, WebhookUnknown
from interviewer.telemetry.logs import get_logger
from interviewer.wire.access import Scope

log = get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2


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


@dataclass(frozen=True, slots=True)
class Shown:
    """How an error is shown. `detail` replaces the error's own words where these are not for callers."""

    status: HTTPStatus
    code: str
    title: str
    detail: str | None = None
    retry_after: int | None = None


AWAY = Shown(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "log_unavailable",
    "The database is away",
    "The database does not answer. Nothing of this request was lost that was confirmed before; try again in a moment.",
    RETRY_SECONDS,
)
BUSY = Shown(HTTPStatus.CONFLICT, "busy", "Too much at once", "Others changed this at the same moment; try again.", 1)
OUTDATED = Shown(HTTPStatus.PRECONDITION_FAILED, "outdated", "Somebody else changed it")
UNFIT = Shown(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "request_invalid",
    "The request cannot be understood",
    "A character of it cannot stand in a text (such as NUL). Nothing was kept.",
)
TABLE: dict[type[BaseException], Shown] = {
    InterviewUnknown: Shown(HTTPStatus.NOT_FOUND, "interview_unknown", "No such interview"),
    PlanUnknown: Shown(HTTPStatus.NOT_FOUND, "plan_unknown", "No such plan"),
    JobUnknown: Shown(HTTPStatus.NOT_FOUND, "job_unknown", "No such job"),
    DocumentUnknown: Shown(HTTPStatus.NOT_FOUND, "document_unknown", "No such document"),
    CvUnknown: Shown(HTTPStatus.NOT_FOUND, "cv_unknown", "No CV"),
    DraftUnknown: Shown(HTTPStatus.NOT_FOUND, "draft_unknown", "No draft"),
    CandidateUnknown: Shown(HTTPStatus.NOT_FOUND, "candidate_unknown", "No such candidate"),
    CandidateGone: Shown(HTTPStatus.GONE, "candidate_forgotten", "This candidate was forgotten"),
    CampaignUnknown: Shown(HTTPStatus.NOT_FOUND, "campaign_unknown", "No such campaign"),
    WebhookUnknown: Shown(HTTPStatus.NOT_FOUND, "webhook_unknown", "No such webhook"),
    DeliveryUnknown: Shown(HTTPStatus.NOT_FOUND, "delivery_unknown", "No such message"),
    NothingRecorded: Shown(HTTPStatus.NOT_FOUND, "nothing_recorded", "No recording"),
    PartUnknown: Shown(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "part_unknown", "No such part of the recording"),
    NotJudged: Shown(HTTPStatus.NOT_FOUND, "not_judged", "No scorecard"),
    MomentUnknown: Shown(HTTPStatus.NOT_FOUND, "moment_unknown", "Nothing at that moment"),
    JoinLinkUnknown: Shown(HTTPStatus.NOT_FOUND, "join_link_unknown", "No such link"),
    BlobMissing: Shown(
        HTTPStatus.NOT_FOUND,
        "recording_missing",
        "The recording is not in the store",
        "The log names a recording that the blob store does not hold: it was deleted, or stored on another machine.",
    ),
    BlobNameInvalid: Shown(HTTPStatus.NOT_FOUND, "recording_missing", "No recording"),
    RecordingUnreadable: Shown(HTTPStatus.INTERNAL_SERVER_ERROR, "recording_unreadable", "The recording is damaged"),
    JoinLinkExpired: Shown(HTTPStatus.GONE, "join_link_expired", "This link has expired"),
    InterviewOver: Shown(HTTPStatus.GONE, "interview_over", "This interview is over"),
    SeatTaken: Shown(HTTPStatus.CONFLICT, "seat_taken", "Somebody is in the call"),
    Rejected: Shown(HTTPStatus.CONFLICT, "rejected", "Not possible now"),
    NameTaken: Shown(HTTPStatus.CONFLICT, "name_taken", "Already taken"),
    **dict.fromkeys((VersionConflict, asyncpg.TransactionRollbackError), BUSY),
    JobArchived: Shown(HTTPStatus.CONFLICT, "job_archived", "The job is archived"),
    TooManyDocuments: Shown(HTTPStatus.CONFLICT, "too_many_documents", "Too many documents"),
    PlanElsewhere: Shown(HTTPStatus.CONFLICT, "plan_elsewhere", "Published for another job"),
    LanguageUnspoken: Shown(HTTPStatus.CONFLICT, "language_unspoken", "No voice for this language"),
    CampaignRejected: Shown(HTTPStatus.CONFLICT, "campaign_rejected", "Not possible now"),
    **dict.fromkeys((Outdated, CampaignOutdated, Superseded, CandidateChanged), OUTDATED),
    DraftThere: Shown(HTTPStatus.PRECONDITION_FAILED, "outdated", "There is a draft already"),
    VersionMissing: Shown(HTTPStatus.PRECONDITION_REQUIRED, "version_missing", "The version is missing"),
    WebhookDisabled: Shown(HTTPStatus.CONFLICT, "webhook_disabled", "The webhook is disabled"),
    ConsentOutdated: Shown(HTTPStatus.CONFLICT, "consent_outdated", "The consent was withdrawn"),
    NumberMissing: Shown(HTTPStatus.CONFLICT, "no_number", "The candidate has no number"),
    ZoneMissing: Shown(HTTPStatus.CONFLICT, "zone_missing", "Where the candidate lives is not known"),
    Unauthorised: Shown(HTTPStatus.UNAUTHORIZED, "unauthorised", "Not allowed"),
    KeyMissing: Shown(HTTPStatus.UNAUTHORIZED, "key_missing", "An API key is needed"),
    KeyUnknown: Shown(HTTPStatus.UNAUTHORIZED, "key_unknown", "No such API key"),
    KeyExpired: Shown(HTTPStatus.UNAUTHORIZED, "key_expired", "The API key has expired"),
    KeyRevoked: Shown(HTTPStatus.UNAUTHORIZED, "key_revoked", "The API key was revoked"),
    ScopeMissing: Shown(HTTPStatus.FORBIDDEN, "scope_missing", "The API key does not allow this"),
    CrossSite: Shown(HTTPStatus.FORBIDDEN, "cross_site", "Not from another page"),
    ApiKeyUnknown: Shown(HTTPStatus.NOT_FOUND, "api_key_unknown", "No such API key"),
    KeyNameTaken: Shown(HTTPStatus.CONFLICT, "name_taken", "Already taken"),
    IdempotencyKeyInvalid: Shown(
        HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency_key_invalid", "The Idempotency-Key cannot be used"
    ),
    KeyOfAnother: Shown(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency_mismatch", "Another request had this key"),
    StillRunning: Shown(
        HTTPStatus.CONFLICT, "idempotency_in_progress", "Still being carried out", retry_after=RETRY_SECONDS
    ),
    ModelMissing: Shown(HTTPStatus.CONFLICT, "model_missing", "No language model is set up"),
    ModelBusy: Shown(
        HTTPStatus.TOO_MANY_REQUESTS, "model_busy", "Too many rehearsals at once", retry_after=RETRY_SECONDS
    ),
    AnswerNotKept: Shown(HTTPStatus.CONFLICT, "idempotency_answer_not_kept", "Carried out before"),
    RequestInvalid: Shown(HTTPStatus.UNPROCESSABLE_ENTITY, "request_invalid", "The request cannot be understood"),
    DocumentUnreadable: Shown(HTTPStatus.UNPROCESSABLE_ENTITY, "document_unreadable", "The document cannot be read"),
    NumberInvalid: Shown(HTTPStatus.UNPROCESSABLE_ENTITY, "number_invalid", "This is no number of a person"),
    NumberRefused: Shown(HTTPStatus.UNPROCESSABLE_ENTITY, "do_not_call", "This number may not be called"),
    ZoneUnknown: Shown(HTTPStatus.UNPROCESSABLE_ENTITY, "zone_unknown", "No such time zone"),
    MediaTypeUnknown: Shown(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type_unknown", "Unknown kind of body"),
    TooLarge: Shown(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "Too large"),
    Unstorable: UNFIT,
    asyncpg.CharacterNotInRepertoireError: UNFIT,
    PlanInvalid: Shown(HTTPStatus.UNPROCESSABLE_ENTITY, "plan_invalid", "The plan has mistakes"),
    PlanUnlawful: Shown(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "plan_unlawful",
        "The plan asks what may not be asked",
        "Nothing was published. Ask as the remedies say; where the law allows it, publish with acknowledge=true.",
    ),
    RoomsUnavailable: Shown(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "rooms_unavailable",
        "The media server is away",
        "LiveKit does not answer; try again in a moment.",
        RETRY_SECONDS,
    ),
    LogUnavailable: AWAY,
    **dict.fromkeys(LOST, AWAY),
}


def shown(error: BaseException) -> Shown | None:
    """How this error is shown; None for one that nobody foresaw."""
    for cls in type(error).__mro__:
        if found := TABLE.get(cls):
            return found
    return None


def problem(
    status: int, code: str, title: str, detail: str, *, retry_after: int | None = None, **more: object
) -> JSONResponse:
    """A problem+json answer."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail,
        "code": code,
        **more,
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse(body, status_code=int(status), media_type=MEDIA_TYPE, headers=headers)


def answer(error: BaseException) -> JSONResponse:
    """The answer to an error of the table; anything else is ours to explain and its words stay in the log."""
    found = shown(error)
    if found is None:
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke here",
            "This is a fault of ours. What was confirmed before is kept; the log names it by the correlation id.",
        )
    more: dict[str, object] = {}
    if isinstance(error, PlanInvalid):
        kept = ("line", "column", "field", "message", "remedy", "rule", "severity")
        more["problems"] = [{k: v for k, v in asdict(p).items() if k in kept} for p in error.problems]
    if isinstance(error, ScopeMissing):
        more["scope"] = error.scope
    detail = found.detail or str(error) or (type(error).__doc__ or "").strip()
    answered = problem(found.status, found.code, found.title, detail, retry_after=found.retry_after, **more)
    if found.status == HTTPStatus.UNAUTHORIZED:
        answered.headers["WWW-Authenticate"] = 'Bearer realm="interviewer"'
    return answered


def elsewhere(request: Request) -> JSONResponse:
    """The answer to a request for which there is no route: another method has one, or there is nothing at all."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    known = methods.of(request.app, path)
    if not known:
        said = "There is nothing at this address; /openapi.json tells those that there are."
        return problem(HTTPStatus.NOT_FOUND, "not_found", "Not found", said)
    allowed = ", ".join(known)
    answered = problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method not allowed",
        f"{request.method} means nothing at this address, which knows {allowed}.",
    )
    answered.headers["Allow"] = allowed
    return answered


def install(app: FastAPI) -> None:
    """Answer every error of this app as a problem."""

    async def known(_: Request, error: Exception) -> Response:
        found = answer(error)
        if found.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("request.failed", error=type(error).__name__, status=found.status_code)
        return found

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
        if mistakes.whole_body(error.errors()) and not mistakes.is_json(request.headers.get("Content-Type", "")):
            return answer(
                MediaTypeUnknown("Send it as application/json, and say so in Content-Type. Nothing was kept.")
            )
        row, found = TABLE[RequestInvalid], mistakes.of(error.errors())
        said = "; ".join(f"{one['field']}: {one['message']}" for one in found)
        kept = "" if request.method == "GET" else " Nothing was kept."
        return problem(row.status, row.code, row.title, f"{said}.{kept}", errors=found)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return elsewhere(request)
        title = HTTPStatus(error.status_code).phrase
        answered = problem(error.status_code, title.lower().replace(" ", "_"), title, str(error.detail))
        answered.headers.update(error.headers or {})
        return answered

    for cls in TABLE:
        if issubclass(cls, Exception):
            app.add_exception_handler(cls, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(asyncpg.PostgresError, known)
