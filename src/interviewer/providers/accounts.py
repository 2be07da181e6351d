"""Which providers are wished for and what opens them: addresses, model names, keys. A key is never in its repr.

Deliberately not here: where they are read from (`bootstrap.settings`) and what is made of them (`lineup`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

AUTO: Final = "auto"
NONE: Final = "none"
HOSTED: Final = frozenset({"deepgram", "deepgram-flux", "azure", "openai", "azure-openai"})
"""Rows through which what is said goes to a vendor."""
DEEPGRAM_URL: Final = "https://api.deepgram.com"
OPENAI_URL: Final = "https://api.openai.com/v1"
LLM: Final = "gpt-4o-mini"
VOICE: Final = "en-US-AvaNeural"
VOICES: Final[Mapping[str, str]] = {"en": VOICE, "de": "de-DE-KatjaNeural"}
"""Azure's voice of each language that a plan can name, where the settings name none of that language."""
NOVA: Final = "nova-3"
FLUX: Final = "flux-general-en"
WHISPER: Final = "whisper-1"
"""Newer ones do not tell how sure they are of what they heard."""
OPENAI_SPEECH: Final = "gpt-4o-mini-tts"
AZURE_API: Final = "2024-10-21"
"""Azure OpenAI's version of the API: the newest that is no preview."""


class ProviderUnusable(Exception):
    """A provider is named in the settings that cannot be used as they are."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The settings of the providers; an empty one is not given. Addresses without a slash at the end."""

    stt: str = AUTO
    tts: str = AUTO
    llm: str = AUTO
    stt_second: str = AUTO
    tts_second: str = AUTO
    llm_second: str = AUTO
    embeddings: str = AUTO
    engines_url: str = ""
    """Base of the local engines, with `/v1`."""
    deepgram_api_key: str = field(default="", repr=False)
    deepgram_url: str = DEEPGRAM_URL
    deepgram_model: str = ""
    """Empty: the row's own."""
    azure_speech_key: str = field(default="", repr=False)
    azure_speech_region: str = ""
    azure_speech_url: str = ""
    """Empty: the region's."""
    azure_speech_voice: str = VOICE
    """Several with commas between them: one for each language, which its name begins with."""
    openai_api_key: str = field(default="", repr=False)
    openai_url: str = OPENAI_URL
    """With `/v1`."""
    openai_stt_model: str = WHISPER
    llm_model: str = LLM
    llm_small_model: str = ""
    llm_large_model: str = ""
    azure_openai_endpoint: str = ""
    azure_openai_api_key: str = field(default="", repr=False)
    azure_openai_deployment: str = ""

    def need(self, row: str, *names: str) -> None:
        """Raise `ProviderUnusable` unless all of these are given."""
        missing = [f"INTERVIEWER_{name.upper()}" for name in names if not getattr(self, name)]
        if missing:
            raise ProviderUnusable(
                f"{row} is to be used, but not set: {', '.join(missing)}. Set it, or choose another."
            )

    def need_for(self, row: str) -> None:
        """Raise `ProviderUnusable` unless all is given that the row cannot do without."""
        match row:
            case "deepgram" | "deepgram-flux":
                self.need("Deepgram", "deepgram_api_key")
            case "azure":
                self.need("Azure Speech", "azure_speech_key")
                if not self.azure_speech_url:
                    self.need("Azure Speech", "azure_speech_region")
            case "openai" if not self.openai_is_elsewhere:
                self.need("OpenAI", "openai_api_key")
            case "azure-openai":
                self.need("Azure OpenAI", "azure_openai_endpoint", "azure_openai_api_key")

    def in_language(self, language: str) -> Accounts:
        """The same with the one Azure voice that speaks it."""
        named = [name.strip() for name in self.azure_speech_voice.split(",") if name.strip()]
        others = tuple(f"{other}-" for other in VOICES if other != language)
        suiting = [name for name in named if name.lower().startswith(f"{language}-")]
        if language == "en":
            suiting += [name for name in named if not name.lower().startswith(others)]
        return replace(self, azure_speech_voice=next(iter(suiting), VOICES.get(language, VOICE)))

    @property
    def openai_is_elsewhere(self) -> bool:
        """Whether `openai_url` is another server than OpenAI's, which may want no key."""
        return self.openai_url != OPENAI_URL

    def where(self, row: str) -> str:
        """Which account of a vendor it is: address or region, and a mark of the key by which nobody finds the key."""
        address, key = {
            "deepgram": (self.deepgram_url, self.deepgram_api_key),
            "deepgram-flux": (self.deepgram_url, self.deepgram_api_key),
            "azure": (self.azure_speech_url or self.azure_speech_region, self.azure_speech_key),
            "openai": (self.openai_url, self.openai_api_key),
            "azure-openai": (self.azure_openai_endpoint, self.azure_openai_api_key),
        }.get(row, (self.engines_url, ""))
        mark = hashlib.blake2b(key.encode(), digest_size=4).hexdigest() if key else ""
        return f"{urlsplit(address).netloc or address}{f'#{mark}' if mark else ''}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every key that is given: what must be told nobody."""
        keys = (self.deepgram_api_key, self.azure_speech_key, self.openai_api_key, self.azure_openai_api_key)
        return tuple(key for key in keys if key)
