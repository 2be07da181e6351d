"""The query parameters of Deepgram's two streaming endpoints.

From developers.deepgram.com/reference/speech-to-text/listen-streaming and …/listen-flux. What needs a model of
its own (`diarize`, `redact`, `search`, …) is checked and then has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from interviewer.simulation.vendors.names import names
from interviewer.simulation.vendors.queries import (
    QueryRefused,
    Reader,
    boolean,
    check_keyterms,
    matching,
    number,
    one_of,
    read,
    text,
    whole,
)

_NOVA: Final = {
    "nova-3": ("", "general", "medical", "multilingual"),
    "nova-2": ("", *names("general meeting phonecall finance conversationalai voicemail video medical drivethru")),
    "nova": ("", "general", "phonecall", "medical"),
    "enhanced": ("", "general", "meeting", "phonecall", "finance"),
    "base": ("", *names("general meeting phonecall finance conversationalai voicemail video")),
}
NOVA: Final = (
    *(f"{family}-{use}".rstrip("-") for family, uses in _NOVA.items() for use in uses),
    *names("nova-2-automotive nova-2-atc general meeting phonecall finance conversationalai voicemail video"),
)
FLUX: Final = ("flux-general-en", "flux-general-multi")
ENCODINGS: Final = (
    "linear16",
    "linear32",
    "flac",
    "alaw",
    "mulaw",
    "amr-nb",
    "amr-wb",
    "opus",
    "ogg-opus",
    "speex",
    "g729",
)
FLUX_ENCODINGS: Final = ("linear16", "linear32", "mulaw", "alaw", "opus", "ogg-opus")
LANGUAGES: Final = frozenset(
    names(
        "multi bg ca zh zh-CN zh-TW zh-HK zh-Hans zh-Hant cs da da-DK nl nl-BE en en-US en-AU en-GB "
        "en-NZ en-IN et fi fr fr-CA de de-CH el hi hi-Latn hu id it ja ko ko-KR lv lt ms no pl pt pt- "
        "BR pt-PT ro ru sk es es-419 es-LATAM sv sv-SE ta taq th th-TH tr uk vi"
    )
)
ENDPOINTING: Final = 10
"""Milliseconds of quiet that end an utterance when nothing is asked for."""
_RATE: Final = whole(8000, 48000)
_TAG: Final = text(128)


def _endpointing(given: str) -> int | None:
    """Milliseconds; None when it is switched off."""
    if given.lower() in {"true", "false"}:
        return ENDPOINTING if given.lower() == "true" else None
    return int(whole(0, 10_000)(given))


_V1: Final[dict[str, Reader]] = {
    **dict.fromkeys(
        names(
            "interim_results punctuate smart_format filler_words vad_events no_delay profanity_filter "
            "numerals mip_opt_out diarize multichannel dictation detect_language detect_entities "
            "measurements paragraphs utterances"
        ),
        boolean,
    ),
    "model": one_of(*NOVA),
    "language": one_of(*sorted(LANGUAGES)),
    "encoding": one_of(*ENCODINGS),
    "sample_rate": _RATE,
    "channels": whole(1, 8),
    "alternatives": whole(1, 10),
    "endpointing": _endpointing,
    "utterance_end_ms": whole(1000, 5000),
    "keyterm": text(),
    "keywords": matching(r"[^:]+(:-?\d+(\.\d+)?)?", "`keyword` or `keyword:intensifier`"),
    "replace": matching(r"[^:]+(:.*)?", "`term:replacement`"),
    "search": text(),
    "redact": one_of("true", "false", "pci", "phi", "pii", "numbers", "aggressive_numbers", "ssn"),
    "tag": _TAG,
    "extra": matching(r"[^:]+:.*", "`key:value`"),
    "version": text(64),
    "tier": one_of("nova", "enhanced", "base"),
    "callback": matching(r"(https?|wss?)://.+", "a URL"),
    "callback_method": one_of("post", "put", "get", "delete", "POST", "PUT", "GET", "DELETE"),
    "token": text(),
}
_V1_REPEATED: Final = frozenset({"keyterm", "keywords", "replace", "search", "redact", "tag", "extra"})
_V2: Final[dict[str, Reader]] = {
    "model": one_of(*FLUX),
    "encoding": one_of(*FLUX_ENCODINGS),
    "sample_rate": _RATE,
    "eot_threshold": number(0.5, 1.0),
    "eager_eot_threshold": number(0.3, 0.9),
    "eot_timeout_ms": whole(500, 60_000),
    "keyterm": text(),
    "language_hint": one_of("en", "es", "fr", "de", "hi", "ru", "pt", "ja", "it", "nl"),
    "mip_opt_out": boolean,
    "numerals": boolean,
    "profanity_filter": boolean,
    "redact": one_of("numbers", "aggressive_numbers"),
    "tag": _TAG,
}
_V2_REPEATED: Final = frozenset({"keyterm", "language_hint", "tag"})


@dataclass(frozen=True, slots=True)
class Nova:
    """What a stream of `/v1/listen` asked for."""

    model: str
    encoding: str | None
    """None when the sound comes in a container, which the emulator cannot open."""
    rate: int
    channels: int
    interim: bool
    punctuated: bool
    fillers: bool
    vad_events: bool
    endpointing: int | None
    utterance_end: int | None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When Flux takes a turn for over."""

    eot_threshold: float = 0.7
    eager_eot_threshold: float | None = None
    eot_timeout_ms: int = 5000

    def check(self) -> None:
        """Raises QueryRefused when they contradict each other."""
        if self.eager_eot_threshold is not None and self.eager_eot_threshold > self.eot_threshold:
            raise QueryRefused("eager_eot_threshold must be less than or equal to eot_threshold.")


@dataclass(frozen=True, slots=True)
class Flux:
    """What a stream of `/v2/listen` asked for."""

    model: str
    encoding: str | None
    rate: int
    thresholds: Thresholds
    keyterms: tuple[str, ...]
    languages: tuple[str, ...]


def nova(given: Sequence[tuple[str, str]]) -> Nova:
    """Read the parameters of `/v1/listen`. Raises QueryRefused."""
    values = read(given, _V1, _V1_REPEATED)
    model = values.get("model", "base-general")
    third = model.startswith("nova-3")
    if "keyterm" in values and not third:
        raise QueryRefused(f"Keyterm Prompting is only available with Nova-3; the model is {model}. Use keywords.")
    if "keywords" in values and third:
        raise QueryRefused("Keywords are not supported by Nova-3. Use keyterm.")
    check_keyterms(values.get("keyterm", ()))
    _check_sound(values, ENCODINGS)
    interim = values.get("interim_results", False)
    if "utterance_end_ms" in values and not interim:
        raise QueryRefused("utterance_end_ms requires interim_results=true.")
    return Nova(
        model,
        values.get("encoding"),
        values.get("sample_rate", 8000),
        values.get("channels", 1),
        interim,
        values.get("punctuate", False) or values.get("smart_format", False),
        values.get("filler_words", False),
        values.get("vad_events", False),
        values.get("endpointing", ENDPOINTING),
        values.get("utterance_end_ms"),
    )


def flux(given: Sequence[tuple[str, str]]) -> Flux:
    """Read the parameters of `/v2/listen`. Raises QueryRefused."""
    values = read(given, _V2, _V2_REPEATED)
    if "model" not in values:
        raise QueryRefused("Failed to deserialize query parameters: missing field `model`")
    check_keyterms(values.get("keyterm", ()))
    _check_sound(values, FLUX_ENCODINGS)
    if "language_hint" in values and values["model"] != "flux-general-multi":
        raise QueryRefused("language_hint is only supported by flux-general-multi.")
    named = {
        name: values[name] for name in ("eot_threshold", "eager_eot_threshold", "eot_timeout_ms") if name in values
    }
    thresholds = Thresholds(**named)
    thresholds.check()
    terms, hints = tuple(values.get("keyterm", ())), tuple(values.get("language_hint", ()))
    return Flux(values["model"], values.get("encoding"), values.get("sample_rate", 8000), thresholds, terms, hints)


def _check_sound(values: dict[str, Any], encodings: tuple[str, ...]) -> None:
    raw = [name for name in encodings if name not in {"flac", "ogg-opus"}]
    if values.get("encoding") in raw and "sample_rate" not in values:
        raise QueryRefused(f"sample_rate is required when encoding is {values['encoding']}.")
    if "sample_rate" in values and "encoding" not in values:
        raise QueryRefused("encoding is required when sample_rate is given.")
