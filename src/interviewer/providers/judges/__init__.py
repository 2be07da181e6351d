"""Judges behind the port of `evaluations`: the local model's odds, or a hosted model's ratings."""

from __future__ import annotations

from typing import Final, Literal

import httpx

from interviewer.evaluations.checklist import ChecklistJudge
from interviewer.evaluations.ports import Judge, NoJudge
from interviewer.providers.judges.anchored import AnchoredJudge
from interviewer.providers.judges.chat import Chat
from interviewer.providers.judges.reader import TokenReader

JudgeChoice = Literal["auto", "local", "openai", "none"]
OPENAI_URL: Final = "https://api.openai.com/v1"
OPENAI_MODEL: Final = "gpt-4o-mini"
LOCAL_MODEL: Final = "qwen-1.5b"
LOCAL_NAME: Final = "qwen2.5-coder-1.5b (local)"


def build(
    choice: JudgeChoice,
    client: httpx.AsyncClient,
    *,
    engines_url: str,
    openai_api_key: str = "",
    openai_url: str = OPENAI_URL,
) -> Judge:
    """The judge of the settings; `auto` is the hosted one when there is a key. One that cannot be had says why.

    `engines_url` is the base of the local engines, with `/v1`. The client stays the caller's to close.
    """
    match choice:
        case "none":
            return NoJudge("Judging is switched off (INTERVIEWER_JUDGE=none).")
        case "openai" if not openai_api_key:
            return NoJudge("INTERVIEWER_JUDGE=openai needs a key: set INTERVIEWER_OPENAI_API_KEY, or choose local.")
        case "openai" | "auto" if openai_api_key:
            chat = Chat(client, openai_url, name="OpenAI", api_key=openai_api_key)
            return AnchoredJudge(chat, model=OPENAI_MODEL)
        case _:
            chat = Chat(client, engines_url, name="The local language model")
            return ChecklistJudge(TokenReader(chat, model=LOCAL_MODEL), model=LOCAL_NAME)
