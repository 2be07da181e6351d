"""Deepgram's nova over `/v1/listen`, and Flux, which judges turns itself, over `/v2/listen`; through LiveKit's plugin.

What is said is not given to the vendor's model improvement (`mip_opt_out`): it is somebody's job interview. A plugin
is made for each call, because its options are shared by all of its streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from livekit.agents import NOT_GIVEN, NotGivenOr
from livekit.plugins import deepgram

from interviewer.conversation.facts import Patience
from interviewer.providers.accounts import FLUX, NOVA, Accounts
from interviewer.providers.network import Network
from interviewer.providers.recognition.plugin import LISTENING, PluginHearing
from interviewer.providers.recognition.port import HEARD_RATE

FLUX_OTHERS: Final = "flux-general-multi"
ENDPOINTING_MS: Final = 25
"""Milliseconds of quiet after which words are made final: the call judges by itself whether a turn is over."""
MOST_KEYTERMS: Final = 50
"""Deepgram takes 500 tokens of them."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When Flux thinks a turn over: how sure for `eager`, how sure for `end`, after how much quiet anyhow (ms)."""

    eager: float
    end: float
    timeout_ms: int


THRESHOLDS: Final[dict[str, Thresholds]] = {
    # "Yeah." is a whole answer: hardly any proof is asked for, and hardly any quiet.
    "yes_no": Thresholds(0.3, 0.5, 1000),
    "short": Thresholds(0.3, 0.6, 1500),
    # Somebody who tells a story pauses to think.
    "open": Thresholds(0.4, 0.75, 3000),
    "behavioural": Thresholds(0.5, 0.85, 5000),
}
"""By the patience of the question; what is not in the table is as `open`."""


class DeepgramRecognition:
    """See `Recognition`: nova with interim words and the times of words."""

    def __init__(self, accounts: Accounts, network: Network) -> None:
        """Raises `ProviderUnusable` without a key."""
        accounts.need_for("deepgram")
        self._accounts = accounts
        self._network = network
        self._model = accounts.deepgram_model or NOVA
        self.name = f"deepgram/{self._model}"

    def open(self, *, keyterms: Sequence[str], language: str) -> PluginHearing:
        """See `Recognition.open`. Must be called within a running event loop."""
        plugin = deepgram.STT(
            model=self._model,
            language=language,
            interim_results=True,
            punctuate=True,
            sample_rate=HEARD_RATE,
            endpointing_ms=ENDPOINTING_MS,
            filler_words=True,
            # Other models refuse them.
            keyterm=_keyterm(keyterms if self._model.startswith("nova-3") else ()),
            mip_opt_out=True,
            api_key=self._accounts.deepgram_api_key,
            http_session=self._network.session,
            base_url=f"{self._accounts.deepgram_url}/v1/listen",
        )
        return PluginHearing(self.name, plugin.stream(conn_options=LISTENING), language=language)


class FluxRecognition:
    """See `Recognition`: Flux, which gives `TurnHint`s beside its words."""

    def __init__(self, accounts: Accounts, network: Network) -> None:
        """Raises `ProviderUnusable` without a key."""
        accounts.need_for("deepgram")
        self._accounts = accounts
        self._network = network
        self.name = f"deepgram/{accounts.deepgram_model or FLUX}"

    def open(self, *, keyterms: Sequence[str], language: str) -> FluxHearing:
        """See `Recognition.open`. Must be called within a running event loop."""
        english = language.partition("-")[0] == "en"
        start = THRESHOLDS["open"]
        plugin = deepgram.STTv2(
            model=self._accounts.deepgram_model or (FLUX if english else FLUX_OTHERS),
            sample_rate=HEARD_RATE,
            audio_chunk_duration_ms=80,
            eager_eot_threshold=start.eager,
            eot_threshold=start.end,
            eot_timeout_ms=start.timeout_ms,
            keyterm=_keyterm(keyterms),
            language_hint=NOT_GIVEN if english else [language],
            mip_opt_out=True,
            api_key=self._accounts.deepgram_api_key,
            http_session=self._network.session,
            base_url=f"{self._accounts.deepgram_url}/v2/listen",
        )
        return FluxHearing(self.name, plugin.stream(conn_options=LISTENING), language=language)


class FluxHearing(PluginHearing):
    """See `Hearing`."""

    def __init__(self, name: str, stream: deepgram.SpeechStreamv2, *, language: str) -> None:
        super().__init__(name, stream, language=language, hints=True)
        self._flux = stream
        self._patience: Patience | None = None

    def expect(self, patience: Patience) -> None:
        """See `Hearing.expect`; sent when it changes, within the connection there is."""
        if self._closed or patience == self._patience:
            return
        self._patience = patience
        wanted = THRESHOLDS.get(patience, THRESHOLDS["open"])
        self._flux.update_options(
            eager_eot_threshold=wanted.eager, eot_threshold=wanted.end, eot_timeout_ms=wanted.timeout_ms
        )


def _keyterm(keyterms: Sequence[str]) -> NotGivenOr[str | list[str]]:
    return list(keyterms[:MOST_KEYTERMS]) if keyterms else NOT_GIVEN
