"""A large log of interviews by telephone, written straight into the table: what the other programs here read.

Six candidates of ten are not reached, the others talk for a whole interview of `TALK` questions; a hundred interviews
go on at the same time, so that their events lie side by side as in a campaign. The hash chain is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg

from interviewer.interviews import lifecycle as life
from interviewer.interviews import observations as seen
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId, stream_of
from interviewer.interviews.scorecard import Scorecard
from interviewer.kernel.chain import GENESIS, link, metadata_json
from interviewer.kernel.log import Metadata, NewEvent, Recorded

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TALK = 10
TOGETHER = 100
UNREACHED = 6
"""Of ten."""
PART = 20_000
SAID = "I looked after the ticket shop for three years, mostly the payments, and was on call every second week. " * 2
METADATA = Metadata("req_bench", actor="bench")
CARD = Scorecard("judge", "method", indicative=True, summary=SAID, criteria=())
COLUMNS = ("global_position", "stream", "version", "id", "type", "schema_version", "data", "metadata", "at", "hash")


def unreached() -> list[Event]:
    """Two attempts, nobody there."""
    events: list[Event] = []
    for attempt in (1, 2):
        events += (life.InterviewQueued(NOON), _dialled(attempt), life.AttemptFailed(attempt, "no_answer", NOON))
    return [*events, life.InterviewUnreached("no_answer", NOON)]


def talked(questions: int = TALK, turns: int = 4) -> list[Event]:
    """A whole interview, with so many questions and so many times to and fro in each."""
    numbers = itertools.count(1)

    def next_one() -> dict[str, object]:
        number = next(numbers)
        return {"epoch": 1, "number": number, "at": NOON + timedelta(seconds=number)}

    def spoken(kind: str, question: str | None) -> list[Event]:
        now = next_one()
        words = {"text": SAID, "question_id": question, "started": now["at"], "ended": now["at"]}
        turn = TurnId(f"t{now['number']}")
        return [
            seen.TurnSpoken(**now, turn_id=turn, kind=kind, **words),  # type: ignore[arg-type]
            seen.TurnHeard(**next_one(), turn_id=turn, confidence=0.93, **words),  # type: ignore[arg-type]
            seen.TurnMeasured(**next_one(), turn_id=turn, **dict.fromkeys(STAGES, 180.5)),  # type: ignore[arg-type]
        ]

    events: list[Event] = [
        *(life.InterviewQueued(NOON), _dialled(1), life.InterviewLeased(1, "agent-1", NOON)),
        *(life.CallAnswered(1, NOON), seen.CallJoined(**next_one())),  # type: ignore[arg-type]
        *spoken("consent", None),
        seen.ConsentGiven(**next_one(), turn_id=TurnId("t2")),  # type: ignore[arg-type]
        seen.RecordingStarted(**next_one(), started=NOON),  # type: ignore[arg-type]
    ]
    for question in map("q{}".format, range(questions)):
        events.append(seen.QuestionAsked(**next_one(), question_id=question, turn_id=TurnId("t")))  # type: ignore[arg-type]
        for _ in range(turns):
            events += spoken("probe", question)
        events.append(seen.QuestionAnswered(**next_one(), question_id=question, turn_ids=(TurnId("t"),)))  # type: ignore[arg-type]
        events.append(seen.RecordingSegmentStored(**next_one(), key=f"a/{question}", start=1.0, seconds=30.0))  # type: ignore[arg-type]
    events.append(seen.CallEnded(**next_one(), reason="finished"))  # type: ignore[arg-type]
    return [*events, life.InterviewCompleted(NOON), life.InterviewEvaluated(CARD, NOON)]


STAGES = ("endpointing", "stt_final", "llm_first_token", "tts_first_chunk", "first_sound")


def scheduled(number: int) -> life.InterviewScheduled:
    """The agreement, with candidate and time of its own."""
    questions = tuple(map("q{}".format, range(TALK)))
    due = NOON + timedelta(seconds=number)
    return life.InterviewScheduled(
        "plan_1", f"cand_{number}", questions, due, due, campaign_id=f"camp_{number % 3}", contact=f"contact-{number}"
    )


def rows(events: Sequence[Event], number: int = 0) -> tuple[Recorded, ...]:
    """One interview as the log would hold it, for folding."""
    stream = stream_of(f"int_{number}")
    return tuple(
        Recorded(n, stream, n, uuid4(), new.type, new.schema_version, new.data, METADATA, NOON, b"")
        for n, new in enumerate(map(CODEC.encode, events), 1)
    )


async def fill(dsn: str, count: int) -> None:
    """At least so many events in an empty log."""
    connection = await asyncpg.connect(dsn)
    last, metadata, at = GENESIS, metadata_json(METADATA), NOON
    part: list[tuple[object, ...]] = []
    for position, (stream, version, new) in enumerate(_in_turn(count), 1):
        event_id = uuid4()
        last = link(
            last,
            position=position,
            stream=stream,
            version=version,
            event_id=event_id,
            event_type=new.type,
            schema_version=new.schema_version,
            data=new.data,
            metadata=metadata,
            at=at,
        )
        part.append((position, stream, version, event_id, new.type, new.schema_version, new.data, metadata, at, last))
        if len(part) == PART:
            await connection.copy_records_to_table("events", records=part, columns=COLUMNS)
            part = []
    await connection.copy_records_to_table("events", records=part, columns=COLUMNS)
    await connection.execute("analyze events")
    await connection.close()


def _in_turn(count: int) -> Iterator[tuple[str, int, NewEvent]]:
    """Events of many interviews, one of each in turn."""
    kinds = [[CODEC.encode(event) for event in kind] for kind in (unreached(), talked())]
    numbers = itertools.count()
    begun = 0

    def one() -> Iterator[tuple[str, int, NewEvent]]:
        nonlocal begun
        number = next(numbers)
        stream = stream_of(f"int_{number:08}")
        begun += 1
        yield stream, 1, CODEC.encode(scheduled(number))
        for version, new in enumerate(kinds[number % 10 >= UNREACHED], 2):
            begun += 1
            yield stream, version, new

    going_on = [one() for _ in range(TOGETHER)]
    while going_on:
        for interview in list(going_on):
            found = next(interview, None)
            if found is not None:
                yield found
                continue
            going_on.remove(interview)
            if begun < count:
                going_on.append(one())


def _dialled(attempt: int) -> life.DialStarted:
    return replace(life.DialStarted(attempt, f"int.{attempt}", NOON), line="phone", terms_version=1)
