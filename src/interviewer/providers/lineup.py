"""The providers of a process: three tables, and which row of each is in use.

Another provider is one file and one row; another LiveKit plugin is one row with the adapter of its `plugin` module:

    "acme": lambda accounts, network: PluginSpeech("acme/anna", acme.TTS(http_session=network.session)),
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from interviewer.providers.accounts import AUTO, HOSTED, NONE, VOICES, Accounts, ProviderUnusable
from interviewer.providers.network import Network, network
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import Breakers, MemoryBreakers
from interviewer.providers.resilience.incidents import Kind
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY, Policy

if TYPE_CHECKING:  # the libraries behind them are for those who hold calls
    from interviewer.providers.recognition.port import Recognition
    from interviewer.providers.speech.port import Speech
    from interviewer.providers.writing.port import Writing

T = TypeVar("T")
Row: TypeAlias = Callable[[Accounts, Network], T]


def _local_recognition(accounts: Accounts, network: Network) -> Recognition:
    from interviewer.providers.recognition.local import LocalRecognition

    return LocalRecognition(network.client, accounts.engines_url)


def _deepgram(accounts: Accounts, network: Network) -> Recognition:
    from interviewer.providers.recognition.deepgram import DeepgramRecognition

    return DeepgramRecognition(accounts, network)


def _flux(accounts: Accounts, network: Network) -> Recognition:
    from interviewer.providers.recognition.deepgram import FluxRecognition

    return FluxRecognition(accounts, network)


def _openai_recognition(accounts: Accounts, network: Network) -> Recognition:
    from interviewer.providers.recognition.local import openai_recognition

    return openai_recognition(accounts, network)


def _local_speech(accounts: Accounts, network: Network) -> Speech:
    from interviewer.providers.speech.local import LocalSpeech

    return LocalSpeech(network.client, accounts.engines_url, numbers=network.policy.speech.of("local"))


def _azure(accounts: Accounts, network: Network) -> Speech:
    from interviewer.providers.speech.azure import AzureSpeech

    return AzureSpeech(accounts, network)


def _openai_speech(accounts: Accounts, network: Network) -> Speech:
    from interviewer.providers.speech.local import openai_speech

    return openai_speech(accounts, network)


def _no_writing(_accounts: Accounts, _network: Network) -> Writing:
    from interviewer.providers.writing.none import NoWriting

    return NoWriting()


def _openai_writing(accounts: Accounts, network: Network) -> Writing:
    from interviewer.providers.writing.openai import openai_writing

    return openai_writing(accounts, network)


def _azure_writing(accounts: Accounts, network: Network) -> Writing:
    from interviewer.providers.writing.openai import azure_writing

    return azure_writing(accounts, network)


RECOGNITION: Final[Mapping[str, Row[Recognition]]] = {
    "local": _local_recognition,
    "deepgram": _deepgram,
    "deepgram-flux": _flux,
    "openai": _openai_recognition,
}
SPEECH: Final[Mapping[str, Row[Speech]]] = {"local": _local_speech, "azure": _azure, "openai": _openai_speech}
SPOKEN: Final[Mapping[str, frozenset[str]]] = {
    "local": frozenset({"en"}),
    "azure": frozenset(VOICES),
    "openai": frozenset(VOICES),
}
"""The languages that each voice speaks."""
WRITING: Final[Mapping[str, Row[Writing]]] = {
    "none": _no_writing,
    "openai": _openai_writing,
    "azure-openai": _azure_writing,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Names of rows. Of those in `more_…` each takes the place of those before it that fail."""

    recognition: str
    speech: str
    writing: str
    more_recognition: tuple[str, ...] = ()
    more_speech: tuple[str, ...] = ()
    more_writing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineup:
    """What every call of a process hears, speaks and writes with."""

    recognition: Recognition
    speech: Speech
    writing: Writing
    voices: Mapping[str, Speech]
    """By the languages that they speak; `speech` is that of English."""


def chosen(accounts: Accounts) -> Chosen:
    """The rows of these settings; `auto` is the hosted one whose key is there, else the local one.

    Raises `ProviderUnusable` for a row that is not in the table.
    """
    recognition = _row("stt", accounts.stt, RECOGNITION, "deepgram" if accounts.deepgram_api_key else "local")
    ears = _second("stt", accounts.stt_second, RECOGNITION, recognition)
    if accounts.stt_second == AUTO and recognition != "local" and accounts.engines_url:
        ears = ("local",)
    azure_openai = accounts.azure_openai_endpoint and accounts.azure_openai_api_key
    speech = _row("tts", accounts.tts, SPEECH, "azure" if accounts.azure_speech_key else "local")
    model = "openai" if accounts.openai_api_key else "azure-openai" if azure_openai else NONE
    writing = _row("llm", accounts.llm, WRITING, model)
    # What is said goes to no further vendor but by the settings' own words; the local engines tell nobody.
    voices = () if accounts.tts_second == NONE else (*_second("tts", accounts.tts_second, SPEECH, speech), "local")
    there = (voice for voice in voices if voice != speech and (voice != "local" or accounts.engines_url))
    return Chosen(
        recognition,
        speech,
        writing,
        ears,
        tuple(dict.fromkeys(there)),
        _second("llm", accounts.llm_second, WRITING, writing),
    )


def speaking(rows: Sequence[str], language: str) -> tuple[str, ...]:
    """Those of the voices that speak it: no English one stands in for a German one."""
    return tuple(row for row in rows if language in SPOKEN[row])


@asynccontextmanager
async def lineup(
    accounts: Accounts, *, policy: Policy = POLICY, breakers: Breakers | None = None
) -> AsyncIterator[Lineup]:
    """The chosen rows, open until the end of the block. Raises `ProviderUnusable` for one without its key.

    Nothing is asked of a provider here: `checks` does that. Without `breakers` they are this block's own.
    """
    rows = chosen(accounts)
    watching = breakers if breakers is not None else MemoryBreakers(policy.breakers)
    async with network(policy) as shared:
        voices = {
            language: lasting_speech(suiting, accounts.in_language(language), shared, watching)
            for language in VOICES
            if (suiting := speaking((rows.speech, *rows.more_speech), language))
        }
        yield Lineup(
            lasting_recognition((rows.recognition, *rows.more_recognition), accounts, shared, watching),
            voices["en"],
            lasting_writing((rows.writing, *rows.more_writing), accounts, shared, watching),
            voices,
        )


@asynccontextmanager
async def language_model(
    accounts: Accounts, *, policy: Policy = POLICY, breakers: Breakers | None = None
) -> AsyncIterator[Writing | None]:
    """The chosen language model alone, for conversations by text; None where none is. See `lineup`."""
    rows = chosen(accounts)
    if rows.writing == NONE:
        yield None
        return
    watching = breakers if breakers is not None else MemoryBreakers(policy.breakers)
    async with network(policy) as shared:
        yield lasting_writing((rows.writing, *rows.more_writing), accounts, shared, watching)


def lasting_recognition(rows: Sequence[str], accounts: Accounts, network: Network, breakers: Breakers) -> Recognition:
    """A recogniser that another row stands in for. Raises `ProviderUnusable`."""
    from interviewer.providers.resilience.recognition import LastingRecognition

    return LastingRecognition(
        [
            Member(RECOGNITION[row](accounts, network), account(accounts, "recognition", row), numbers, row in HOSTED)
            for row in rows
            for numbers in (network.policy.recognition.of(row),)
        ],
        breakers,
    )


def lasting_speech(rows: Sequence[str], accounts: Accounts, network: Network, breakers: Breakers) -> Speech:
    """A voice that the later rows stand in for. Raises `ProviderUnusable`."""
    from interviewer.providers.resilience.speech import LastingSpeech

    return LastingSpeech(
        [
            Member(SPEECH[row](accounts, network), account(accounts, "speech", row), numbers, watched=row in HOSTED)
            for row in rows
            for numbers in (network.policy.speech.of(row),)
        ],
        breakers,
    )


def first_voices(accounts: Accounts, network: Network) -> Mapping[str, tuple[Account, Speech]]:
    """Of each language the voice that speaks it first, for work that no call waits for; raises `ProviderUnusable`.

    Nothing stands in for it, and no breaker is told how it does: that is for calls.
    """
    from interviewer.providers.resilience.speech import LastingSpeech

    rows, found = chosen(accounts), {}
    for language in VOICES:
        for row in speaking((rows.speech, *rows.more_speech), language)[:1]:
            its = accounts.in_language(language)
            whose = account(its, "speech", row)
            voice = Member(SPEECH[row](its, network), whose, network.policy.speech.of(row), watched=False)
            found[language] = whose, LastingSpeech([voice], MemoryBreakers(network.policy.breakers))
    return found


def lasting_writing(rows: Sequence[str], accounts: Accounts, network: Network, breakers: Breakers) -> Writing:
    """A language model that the later rows stand in for. Raises `ProviderUnusable`."""
    from interviewer.providers.resilience.writing import LastingWriting

    if rows[0] == NONE:
        return _no_writing(accounts, network)
    return LastingWriting(
        [
            Member(WRITING[row](accounts, network), account(accounts, "writing", row), network.policy.writing.of(row))
            for row in rows
        ],
        breakers,
    )


def account(accounts: Accounts, part: Kind, row: str) -> Account:
    """Whom the breaker of a row is for."""
    return Account(part, row, accounts.where(row))


def _second(setting: str, wish: str, table: Mapping[str, object], first: str) -> tuple[str, ...]:
    if wish in {AUTO, NONE} or first == NONE:
        return ()
    row = _row(f"{setting}_second", wish, table, AUTO)
    return (row,) if row != first else ()


def _row(setting: str, wish: str, table: Mapping[str, object], auto: str) -> str:
    row = auto if wish == AUTO else wish
    if row not in table:
        raise ProviderUnusable(
            f"INTERVIEWER_{setting.upper()}: there is no {row!r}; there is {AUTO}, {', '.join(table)}."
        )
    return row
