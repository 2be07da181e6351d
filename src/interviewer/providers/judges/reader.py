"""Reads the odds of a chat model's next word from its token probabilities; what it would write is not used."""

from __future__ import annotations

import math
from importlib.resources import files
from typing import Any, Final

from interviewer.evaluations.ports import JudgeUnavailable, Passage
from interviewer.providers.judges.chat import Chat

SYSTEM: Final = files(__package__).joinpath("prompts/reader.md").read_text(encoding="utf-8").strip()
TOP: Final = 20
"""Alternatives asked for: the most that the API gives."""
OTHER_BRACKETS: Final = str.maketrans({"<": "\u2039", ">": "\u203a"})


class TokenReader:
    """A `Reader` on a chat endpoint. Prompts about one passage share their beginning, so that a prompt cache helps."""

    def __init__(self, chat: Chat, *, model: str) -> None:
        self._chat = chat
        self._model = model

    async def yes(self, passage: Passage, question: str) -> float:
        """The share of "yes" in what the model would say of yes and no; 0 if it would say neither."""
        choice = await self._chat.first_choice(
            {
                "model": self._model,
                "messages": [
                    {"role": "system", "content": SYSTEM},
                    {"role": "user", "content": _prompt(passage, question)},
                ],
                "max_tokens": 1,
                "temperature": 0,
                "logprobs": True,
                "top_logprobs": TOP,
            }
        )
        masses = {"yes": 0.0, "no": 0.0}
        try:
            alternatives: list[dict[str, Any]] = choice["logprobs"]["content"][0]["top_logprobs"]
            for alternative in alternatives:
                word = str(alternative["token"]).strip().lower()
                if word in masses:
                    masses[word] += math.exp(min(0.0, float(alternative["logprob"])))
        except (LookupError, TypeError, ValueError):
            raise JudgeUnavailable("The language model's server gives no token probabilities.") from None
        total = sum(masses.values())
        return masses["yes"] / total if total else 0.0


def _prompt(passage: Passage, question: str) -> str:
    # Nothing said can end the passage: white space becomes one space, angle brackets become other ones.
    said = " ".join(passage.said.split()).translate(OTHER_BRACKETS)
    return (
        f"The interviewer asked: {passage.asked}\n\n<answer>\n{said}\n</answer>\n\n"
        f"Question: {question}\nAnswer Yes or No."
    )
