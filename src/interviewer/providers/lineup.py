"""The providers of a process: three tables, and which row of each is in use.

Another provider is one file and one row; another LiveKit plugin is one row with the adapter of its `plugin` module:

    "acme": lambda accounts, network: PluginSpeech("acme/anna", acme.TTS(http_session=network.session)),
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from interviewer.providers.accounts import AUTO, Accounts, ProviderUnusable
from interviewer.providers.network import Network, network

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


def _local_speech(accounts: Accounts, network: Network) -> Speech:
    from interviewer.providers.speech.local import LocalSpeech

    return LocalSpeech(network.client, accounts.engines_url)


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
}
SPEECH: Final[Mapping[str, Row[Speech]]] = {"local": _local_speech, "azure": _azure, "openai": _openai_speech}
WRITING: Final[Mapping[str, Row[Writing]]] = {
    "none": _no_writing,
    "openai": _openai_writing,
    "azure-openai": _azure_writing,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Names of rows."""

    recognition: str
    speech: str
    writing: str


@dataclass(frozen=True, slots=True)
class Lineup:
    """What every call of a process hears, speaks and writes with."""

    recognition: Recognition
    speech: Speech
    writing: Writing


def chosen(accounts: Accounts) -> Chosen:
    """The rows of these settings; `auto` is the hosted one whose key is there, else the local one.

    Raises `ProviderUnusable` for a row that is not in the table.
    """
    azure_openai = accounts.azure_openai_endpoint and accounts.azure_openai_api_key
    return Chosen(
        _row("stt", accounts.stt, RECOGNITION, "deepgram" if accounts.deepgram_api_key else "local"),
        _row("tts", accounts.tts, SPEECH, "azure" if accounts.azure_speech_key else "local"),
        _row(
            "llm",
            accounts.llm,
            WRITING,
            "openai" if accounts.openai_api_key else "azure-openai" if azure_openai else "none",
        ),
    )


@asynccontextmanager
async def lineup(accounts: Accounts) -> AsyncIterator[Lineup]:
    """The chosen rows, open until the end of the block. Raises `ProviderUnusable` for one without its key.

    Nothing is asked of a provider here: `checks` does that.
    """
    rows = chosen(accounts)
    async with network() as shared:
        yield Lineup(
            RECOGNITION[rows.recognition](accounts, shared),
            SPEECH[rows.speech](accounts, shared),
            WRITING[rows.writing](accounts, shared),
        )


def _row(setting: str, wish: str, table: Mapping[str, object], auto: str) -> str:
    row = auto if wish == AUTO else wish
    if row not in table:
        raise ProviderUnusable(
            f"INTERVIEWER_{setting.upper()}: there is no {row!r}; there is {AUTO}, {', '.join(table)}."
        )
    return row
