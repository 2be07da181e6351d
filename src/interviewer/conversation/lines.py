"""Everything the interviewer says that is not in the plan, in English."""

from __future__ import annotations

from interviewer.conversation.script import Script

ACKNOWLEDGEMENTS = ("Thank you.", "I see, thanks.", "Okay, thank you.", "Got it, thanks.")
MURMURS = ("I see.", "Okay.", "All right.", "Right.")
"""What is said while a follow-up is still being found; where it is there at once, nothing."""
CONSENT_AGAIN = "Sorry, I just need a clear yes or no. May I record our conversation and go on?"
CONSENT_THANKS = "Thank you. Then let's begin."
DECLINED = "That's all right. Then I will stop here, and nothing of this call is kept. Thank you, and goodbye."
CAN_YOU_HEAR_ME = "Hello, can you hear me?"
TAKE_YOUR_TIME = "Take your time. I'm listening."
MOVE_ON = "That's all right, let's move on."
NOT_UNDERSTOOD = "Sorry, I didn't catch that. Could you say it again?"
REPEAT = "Of course."
FOR_THE_TEAM = (
    "Good question. I can't answer that one myself, but I'll pass it on to the team and they will get back to you."
)
BACK_TO = "Coming back to my question."
GO_ON_WITH = "So, my question was:"
SKIPPED = "Of course, we can leave that one out."
SILENT_GOODBYE = "I can't hear you, so I will end the call here. Someone from the team will be in touch. Goodbye."
HOLDING = "One moment, please."
RESUMED = "Sorry, I lost you for a moment."


def naming(script: Script) -> tuple[str, ...]:
    """The lines that name the candidate."""
    return (f"Hello {script.candidate_name}.",) if script.candidate_name else ()


def greeting(script: Script) -> tuple[str, ...]:
    """The opening: who is calling, that it is an AI, that the call is recorded, and the question for consent."""
    return (
        *(naming(script) or ("Hello.",)),
        f"I'm the AI interviewer of {script.company}, a computer program and not a person.",
        f"I'd like to talk with you for about {script.minutes} minutes about the position of {script.job_title}.",
        "Our conversation will be recorded and transcribed, so that a recruiter can review it.",
        "Is that all right with you?",
    )


def closing(script: Script) -> tuple[str, ...]:
    """The goodbye, with what happens next."""
    return (
        "Those were all my questions.",
        f"A recruiter of {script.company} will review our conversation and get back to you.",
        "Thank you for your time, and goodbye.",
    )


def everything(script: Script) -> tuple[str, ...]:
    """All that can be said in an interview by this script, so that it can be synthesised before the call.

    In the order in which it may be needed.
    """
    consent = (CONSENT_THANKS, *(q.ask for q in script.questions[:1]), DECLINED, CAN_YOU_HEAR_ME, CONSENT_AGAIN)
    fixed = (
        *ACKNOWLEDGEMENTS,
        *MURMURS,
        TAKE_YOUR_TIME,
        MOVE_ON,
        NOT_UNDERSTOOD,
        REPEAT,
        FOR_THE_TEAM,
        BACK_TO,
        GO_ON_WITH,
        SKIPPED,
        SILENT_GOODBYE,
        RESUMED,
        HOLDING,
    )
    planned = (line for q in script.questions for line in (q.ask, *(p.ask for p in q.probes)))
    return (*greeting(script), *consent, *planned, *fixed, *closing(script))
