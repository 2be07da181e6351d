"""Every error a caller can meet, in one table: class → status, code, title.

Deliberately not here: the errors of the api itself (`refusals`), and what is sent to whoever meets one (`answers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import asyncpg

from interviewer.api.refusals import (
    AnswerNotKept,
    CampaignUnknown,
    CrossSite,
    DraftThere,
    IdempotencyKeyInvalid,
    InterviewOver,
    InterviewUnknown,
    JoinLinkExpired,
    JoinLinkUnknown,
    KeyMissing,
    MediaTypeUnknown,
    NothingRecorded,
    NotJudged,
    NumberMissing,
    NumberRefused,
    Outdated,
    PartUnknown,
    PlanUnlawful,
    RequestInvalid,
    ScopeMissing,
    SeatTaken,
    TooLarge,
    Unauthorised,
    VersionMissing,
    ZoneMissing,
)
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

RETRY_SECONDS = 2


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
