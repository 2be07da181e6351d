"""Reads the odds of a chat model's next word from its token probabilities; what it would write is not used."""

from __future__ import annotations

import math
from importlib.resources import files
from string import ascii_uppercase
from typing import Any, Final

from interviewer.evaluations.ports import JudgeUnavailable, Passage
from interviewer.providers.judges.chat import Chat

SYSTEM: Final = files(__package__).joinpath("prompts/reader.md").read_text(encoding="utf-8").strip()
TOP: Final = 20
"""Alternatives asked for: the most that the API gives."""


class TokenReader:
    """A `Reader` on a chat endpoint. Prompts about one passage share their beginning, so that a prompt cache helps."""

    def __init__(self, chat: Chat, *, model: str) -> None:
        self._chat = chat
        self._model = model

    async def yes(self, passage: Passage, question: str) -> float:
        """The share of "yes" in what the model would say of yes and no; 0 if it would say neither."""
        odds = await self._odds(passage, f"Question: {question}\nAnswer Yes or No.", ("YES", "NO"))
        return odds[0]

    async def pick(self, passage: Passage, question: str) -> tuple[float, ...]:
        """The share of each sentence's letter. ValueError for more sentences than there are letters."""
        letters = ascii_uppercase[: len(passage.sentences)]
        lines = (f"[{letter}] {_said(text)}" for letter, text in zip(letters, passage.sentences, strict=True))
        listed = "\n".join(("Its sentences:", *lines))
        ask = f"Question: {question}\nWhich sentence shows it most clearly? Answer with its letter."
        return await self._odds(passage, f"{listed}\n\n{ask}", tuple(letters))

    async def _odds(self, passage: Passage, question: str, options: tuple[str, ...]) -> tuple[float, ...]:
        choice = await self._chat.first_choice(
            {
                "model": self._model,
                "messages": [
                    {"role": "system", "content": SYSTEM},
                    {"role": "user", "content": f"{_passage(passage)}\n\n{question}"},
                ],
                "max_tokens": 1,
                "temperature": 0,
                "logprobs": True,
                "top_logprobs": TOP,
            }
        )
        try:
            alternatives: list[dict[str, Any]] = choice["logprobs"]["content"][0]["top_logprobs"]
            masses = dict.fromkeys(options, 0.0)
            for alternative in alternatives:
                word = str(alternative["token"]).strip(" \n\t.:()[]*").upper()
                if word in masses:
                    masses[word] += math.exp(min(0.0, float(alternative["logprob"])))
        except (LookupError, TypeError, ValueError):
            raise JudgeUnavailable("The language model's server gives no token probabilities.") from None
        total = sum(masses.values())
        return tuple(mass / total if total else 0.0 for mass in masses.values())


def _passage(passage: Passage) -> str:
    answer = " ".join(_said(sentence) for sentence in passage.sentences)
    return f"The interviewer asked: {passage.asked}\n\n<answer>\n{answer}\n</answer>"


def _said(text: str) -> str:
    """The candidate's words on one line, unable to end the passage: angle brackets are replaced."""
    return " ".join(text.split()).translate(
        {
            ord("<"): "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
            ord(">"): "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
        }
    )
