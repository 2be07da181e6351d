"""The settings of the speech and language providers: which is used, where it is, what opens it.

A vendor's own name of a variable is taken too. Keys may also stand in a file, beside which the environment goes first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, PrivateAttr, field_validator, model_validator
from pydantic_settings import BaseSettings

from interviewer.bootstrap import keys_file
from interviewer.providers.accounts import AUTO, DEEPGRAM_URL, LLM, OPENAI_URL, VOICE, WHISPER, Accounts
from interviewer.providers.resilience import policy

KEYS: Final = ("deepgram_api_key", "azure_speech_key", "openai_api_key", "azure_openai_api_key")


def _named(name: str, *others: str, default: str = "", secret: bool = False) -> Any:  # noqa: ANN401 - a field of any kind
    choices = AliasChoices(f"INTERVIEWER_{name}", *(others or (name,)))
    return Field(default=default, repr=not secret, validation_alias=choices)


class ProviderSettings(BaseSettings):
    """What `accounts` is made of."""

    _policy: policy.Policy = PrivateAttr(default=policy.POLICY)

    stt: Literal["auto", "local", "deepgram", "deepgram-flux", "openai"] = AUTO
    """What hears. `auto`: the hosted one whose key is there, else the local engines."""
    tts: Literal["auto", "local", "azure", "openai"] = AUTO
    """What speaks. `auto`: Azure with its key, else the local engines."""
    llm: Literal["auto", "none", "openai", "azure-openai"] = AUTO
    """What writes replies. `auto`: the one whose key is there, else none: the plan's own words."""
    stt_second: Literal["auto", "none", "local", "deepgram", "deepgram-flux", "openai"] = AUTO
    """What hears on when `stt` does not. `auto`: the local engines; `none`: `stt` itself, opened again."""
    tts_second: Literal["auto", "none", "local", "azure", "openai"] = AUTO
    """What speaks when `tts` does not, before the local engines, which `none` leaves out too. `auto`: only those."""
    llm_second: Literal["auto", "none", "openai", "azure-openai"] = AUTO
    """What writes when `llm` does not. `auto`: nothing else, but its own smaller model."""
    embeddings: Literal["auto", "none", "local", "openai"] = AUTO
    """What finds passages by their meaning. `auto`: the local engines, without them OpenAI with its key, else none."""

    policy_file: Path | None = None
    """Numbers that are to be others than those of `providers/resilience/policy.yaml`, in a file of the same shape."""
    keys_file: Path | None = None
    """A file of lines `NAME=value` with the providers' keys, readable by its owner alone."""

    deepgram_api_key: str = _named("DEEPGRAM_API_KEY", secret=True)
    deepgram_url: str = DEEPGRAM_URL
    """Base, without `/v1/listen`."""
    deepgram_model: str = ""
    """Empty: `nova-3`, or `flux-general-en`."""

    azure_speech_key: str = _named("AZURE_SPEECH_KEY", "AZURE_SPEECH_KEY", "SPEECH_KEY", secret=True)
    azure_speech_region: str = _named("AZURE_SPEECH_REGION", "AZURE_SPEECH_REGION", "SPEECH_REGION")
    azure_speech_url: str = ""
    """Base, without `/cognitiveservices`; empty: the region's."""
    azure_speech_voice: str = VOICE
    """One, or with commas one for each language: `en-US-AvaNeural, de-DE-KatjaNeural`."""

    openai_api_key: str = _named("OPENAI_API_KEY", secret=True)
    openai_url: str = _named("OPENAI_URL", "OPENAI_BASE_URL", default=OPENAI_URL)
    """Base with `/v1` of OpenAI or of a server that speaks as it does."""
    openai_stt_model: str = WHISPER
    """For speech to text there."""
    llm_model: str = LLM
    llm_small_model: str = ""
    """For what must be quick and is short; empty: `llm_model`."""
    llm_large_model: str = ""
    """For what must be thought through; empty: `llm_model`."""

    azure_openai_endpoint: str = _named("AZURE_OPENAI_ENDPOINT")
    azure_openai_api_key: str = _named("AZURE_OPENAI_API_KEY", secret=True)
    azure_openai_deployment: str = _named("AZURE_OPENAI_DEPLOYMENT")
    """Name of the deployment; empty: `llm_model`."""

    @field_validator("deepgram_url", "azure_speech_url", "openai_url", "azure_openai_endpoint")
    @classmethod
    def _address(cls, address: str) -> str:
        if not address:
            return address
        if not address.startswith(("http://", "https://", "ws://", "wss://")):
            raise ValueError("an address begins with https:// (or http://)")
        try:
            parts = urlsplit(address)
            named = parts.hostname, parts.port
        except ValueError:
            raise ValueError("this is no address") from None
        if not named[0]:
            raise ValueError("this is no address")
        if "@" in parts.netloc:
            raise ValueError("an address has no name and password in it; the key has a setting of its own")
        return address.rstrip("/")

    @field_validator(*KEYS)
    @classmethod
    def _key(cls, key: str) -> str:
        key = key.strip()
        if not key.isascii() or any(c.isspace() for c in key):
            raise ValueError("a key has no spaces and only plain letters; it was probably not copied whole")
        return key

    @model_validator(mode="after")
    def _policy_is_read(self) -> Self:
        if self.policy_file is not None:
            object.__setattr__(self, "policy_file", self.policy_file.expanduser().absolute())
        try:
            self._policy = policy.read(self.policy_file)
        except policy.PolicyUnreadable as error:
            raise ValueError(f"POLICY_FILE: {error}") from None
        return self

    @property
    def policy(self) -> policy.Policy:
        """By which providers that fail are done without."""
        return self._policy

    @model_validator(mode="after")
    def _with_keys_from_the_file(self) -> Self:
        if self.keys_file is None:
            return self
        object.__setattr__(self, "keys_file", self.keys_file.expanduser().absolute())
        try:
            found = keys_file.read(self.keys_file, {name: self._names(name) for name in KEYS})
        except keys_file.KeysFileUnusable as error:
            raise ValueError(f"KEYS_FILE: {error}. Nothing of it was taken.") from None
        for name, key in found.items():
            if not getattr(self, name):
                object.__setattr__(self, name, key)
        return self

    @classmethod
    def _names(cls, field: str) -> tuple[str, ...]:
        alias = cls.model_fields[field].validation_alias
        return tuple(str(choice) for choice in alias.choices) if isinstance(alias, AliasChoices) else ()

    def accounts(self, engines_url: str) -> Accounts:
        """These settings for `providers.lineup`; the local engines are at `engines_url`, with `/v1`."""
        names = Accounts.__dataclass_fields__.keys() - {"engines_url"}
        return Accounts(engines_url=engines_url, **{name: getattr(self, name) for name in names})
