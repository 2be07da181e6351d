"""What each caller does once it is in the room. What it said, and when, comes back for the test to look at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import numpy as np
from turn_taking import sound

from callers import lines
from callers.caller import RATE, Caller, Spoken

QUESTION = (
    "Tell me about a time when a customer was angry with you, what you did about it, and what came of it in the end."
)
IN_MID_QUESTION = 4.5
"""Seconds from the interviewer's first sound after the consent: thanks take two of them, the question eight more."""
EARLY = 0.8
"""Seconds before the question's end at which somebody who knows it begins to answer."""

BETWEEN = 0.65
"""Seconds between two sentences of a story: long enough for a word of somebody who listens, and no end."""

CONSENT = lines.recorded("asks_back/consent")
ANSWER = lines.recorded("asks_back/customer_work_day")
PAUSING = (
    lines.recorded("rambling/customer_work_day"),
    lines.recorded("rambling/delay_informed"),
    lines.recorded("rambling/slow_internet_next"),
)
HALVES = lines.recorded("asks_back/team_led-2")
OTHER = lines.recorded("rambling/danger_prevented")
MHM = lines.short("backchannel", 4)
YEAH = lines.short("backchannel", 1)
REPEAT = lines.short("interruption", 1)
PAY = lines.short("question", 1)
EVERYTHING = [CONSENT, ANSWER, *PAUSING, HALVES, OTHER, MHM, YEAH, REPEAT, PAY]
"""For the emulated recogniser."""

Said = dict[str, Spoken]
Play = Callable[[Caller], Awaitable[Said]]


async def answers_plainly(caller: Caller) -> Said:
    await _consents(caller)
    await caller.until_asked()
    answer = await caller.say(ANSWER.samples)
    await caller.gone.wait()
    return {"answer": answer}


async def listens_aloud(caller: Caller) -> Said:
    began = await _consents(caller)
    await asyncio.sleep(IN_MID_QUESTION)
    mhm = await caller.say(MHM.samples)
    await asyncio.sleep(2.0)
    yeah = await caller.say(YEAH.samples)
    question = Spoken(began, await caller.until_quiet(1.0))
    answer = await caller.say(ANSWER.samples)
    await caller.until_sounding()
    return {"question": question, "mhm": mhm, "yeah": yeah, "answer": answer}


async def interrupts(caller: Caller) -> Said:
    await _consents(caller)
    await asyncio.sleep(IN_MID_QUESTION)
    interruption = await caller.say(REPEAT.samples)
    stopped = await caller.until_quiet(0.5)
    again = await caller.until_asked()
    return {"interruption": interruption, "stopped": Spoken(stopped, stopped), "again": again}


async def pauses(caller: Caller) -> Said:
    """Gives three answers with a pause of 1.5 to 1.7 s inside."""
    await _consents(caller)
    said = {}
    for line in PAUSING:
        await caller.until_quiet(1.0)
        said[line.text] = await caller.say(line.samples)
        await caller.until_sounding()
    return said


async def tells_on(caller: Caller) -> Said:
    """Makes a pause after a whole sentence, and goes on whatever it hears in it."""
    await _consents(caller)
    await caller.until_asked()
    first = await caller.say(OTHER.samples)
    await asyncio.sleep(BETWEEN)
    then = await caller.say(ANSWER.samples)
    await caller.gone.wait()
    return {"first": first, "then": then}


async def coughs(caller: Caller) -> Said:
    random = np.random.default_rng(6)
    began = await _consents(caller)
    await asyncio.sleep(IN_MID_QUESTION - 1.0)
    await caller.say(sound.cough(random))
    await asyncio.sleep(1.5)
    await caller.say(sound.keys(random))
    question = Spoken(began, await caller.until_quiet(1.0))
    await caller.say(sound.keys(random))
    await caller.say(sound.cough(random))
    await asyncio.sleep(1.0)
    answer = await caller.say(ANSWER.samples)
    await caller.until_sounding()
    return {"question": question, "answer": answer}


async def answers_early(caller: Caller) -> Said:
    """Has the question repeated twice, and then knows it well enough to begin before its end."""
    await _consents(caller)
    await caller.until_quiet(1.0)
    await caller.say(REPEAT.samples)
    asked = await caller.until_asked()
    await caller.say(REPEAT.samples)
    began = await caller.until_sounding()
    await asyncio.sleep(began + asked.ended - asked.began - EARLY - time.monotonic())
    answer = await caller.say(ANSWER.samples)
    await caller.until_sounding()
    return {"answer": answer}


async def asks_about_pay(caller: Caller) -> Said:
    """Asks before it answers, and listens to the end of what it is told."""
    await _consents(caller)
    await caller.until_quiet(1.0)
    asked = await caller.say(PAY.samples)
    told = await caller.until_asked(pause=1.5)
    await caller.say(ANSWER.samples)
    await caller.gone.wait()
    return {"asked": asked, "told": told}


async def asks_a_model_about_pay(caller: Caller) -> Said:
    """The same; another conversation."""
    return await asks_about_pay(caller)


async def says_nothing(caller: Caller) -> Said:
    await caller.gone.wait()
    return {}


async def is_a_fax(caller: Caller) -> Said:
    """Two seconds of tone and two of silence, until the line is dead."""
    while not caller.gone.is_set():
        tone = asyncio.create_task(caller.say(lines.tone(2.0)))
        await asyncio.wait({tone, asyncio.create_task(caller.gone.wait())}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(2.0)
    return {}


async def loses_the_track(caller: Caller) -> Said:
    await _consents(caller)
    await caller.until_quiet(1.0)
    first, second = HALVES.cut([word for word, _, _ in HALVES.words].index("and"))
    before = await caller.say(first)
    await caller.unpublish()
    await caller.publish()
    after = await caller.say(second)
    await caller.until_sounding()
    return {"before": before, "after": after}


async def has_a_bad_line(caller: Caller) -> Said:
    await caller.until_asked()
    await caller.say(lines.by_bad_telephone(CONSENT.samples))
    await caller.until_asked()
    answer = await caller.say(lines.by_bad_telephone(ANSWER.samples))
    await caller.until_sounding()
    return {"answer": answer}


async def is_beside_bursts(caller: Caller) -> Said:
    began = await _consents(caller)
    noise = asyncio.create_task(caller.say(lines.bursts(7)))
    await asyncio.sleep(2.0)
    question = Spoken(began, await caller.until_quiet(1.0))
    await noise
    answer = await caller.say(ANSWER.samples)
    await caller.until_sounding()
    return {"question": question, "answer": answer}


async def is_beside_another(caller: Caller) -> Said:
    """Somebody else speaks in the same room, 15 dB softer."""
    await _consents(caller)
    await caller.until_quiet(1.0)
    other = OTHER.samples[: round(4 * RATE)]
    beside = asyncio.create_task(caller.say((other * 10 ** (-15 / 20)).astype(np.int16)))
    answer = await caller.say(ANSWER.samples)
    await beside
    await caller.until_sounding()
    return {"answer": answer}


async def has_company(caller: Caller) -> Said:
    """Somebody else comes into the room and speaks for as long as they are let."""
    beside = caller.seat.model_copy(update={"token": caller.token("somebody"), "identity": "somebody"})
    other = Caller(beside)
    intruding = asyncio.create_task(_intrudes(other))
    try:
        await asyncio.wait_for(other.gone.wait(), 15.0)  # put out
    finally:
        intruding.cancel()
        await asyncio.gather(intruding, return_exceptions=True)
        await other.leave()
    await _consents(caller)
    await caller.until_quiet(1.0)
    answer = await caller.say(ANSWER.samples)
    await caller.until_sounding()
    return {"answer": answer}


async def _intrudes(other: Caller) -> None:
    await other.enter()
    while True:
        await other.say(REPEAT.samples)


async def _consents(caller: Caller) -> float:
    """Hears the greeting and agrees; when the interviewer's next sound came."""
    await caller.until_asked()
    await caller.say(CONSENT.samples)
    return await caller.until_sounding()
