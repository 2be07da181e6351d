"""Which languages the voices of these settings speak: an interview in another one is refused before it begins.

Hearing and writing are not here: the recognisers and the language models of all rows know every language that a plan
can name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from interviewer.providers.accounts import VOICES, Accounts, ProviderUnusable
from interviewer.providers.lineup import chosen, speaking

NAMES: Final[Mapping[str, str]] = {"en": "English", "de": "German"}
REMEDY: Final = (
    "set INTERVIEWER_AZURE_SPEECH_KEY and …_REGION, or INTERVIEWER_TTS=openai with INTERVIEWER_OPENAI_API_KEY"
)


class LanguageUnspoken(ProviderUnusable):
    """No voice of these settings speaks the plan's language."""


def spoken(accounts: Accounts) -> tuple[str, ...]:
    """The languages in which an interview can be held. Raises `ProviderUnusable` for a row there is not."""
    rows = chosen(accounts)
    return tuple(language for language in VOICES if speaking((rows.speech, *rows.more_speech), language))


def need(accounts: Accounts, language: str) -> None:
    """Raise `LanguageUnspoken`, which says what to do, unless a voice of these settings speaks it."""
    if language in spoken(accounts):
        return
    row = chosen(accounts).speech
    which = "The local voice" if row == "local" else f"The voice of {row}"
    raise LanguageUnspoken(
        f"{which} does not speak {NAMES.get(language, language)}, so no interview by this plan can be held. "
        f"For a voice that does, {REMEDY}."
    )
