"""Whether the providers in use would serve a call: each is asked one cheap thing, before anybody is rung.

Nothing here changes anything or tells a key; a provider's own words are not passed on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import urlencode, urlsplit

import aiohttp
import httpx

from interviewer.providers.accounts import AZURE_API, FLUX, HOSTED, NOVA, OPENAI_SPEECH, Accounts, ProviderUnusable
from interviewer.providers.answers import refusal
from interviewer.providers.lineup import account, chosen
from interviewer.providers.network import Network, network
from interviewer.providers.resilience.breaker import Account

WITHIN: Final = 8.0
"""Seconds that a provider may take."""
Part: TypeAlias = Literal["recognition", "speech", "writing"]
Outcome: TypeAlias = Literal["ok", "not_set", "wrong_key", "unreachable", "not_found", "quota", "refused"]


@dataclass(frozen=True, slots=True)
class InUse:
    """The row of one part that calls use, and the model or voice of it."""

    part: Part
    row: str
    model: str

    @property
    def hosted(self) -> bool:
        """Whether what is said leaves this installation through it."""
        return self.row in HOSTED


@dataclass(frozen=True, slots=True)
class Check:
    """What came of asking. `remedy` says what to do; empty when all is well."""

    of: InUse
    outcome: Outcome
    detail: str
    remedy: str = ""
    milliseconds: int | None = None


class _Trouble(Exception):
    def __init__(self, outcome: Outcome, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.outcome: Outcome = outcome
        self.detail = detail
        self.remedy = remedy


Ask: TypeAlias = Callable[[Accounts, Network, str], Awaitable[str]]
"""Asks the provider about the model or voice of that name; what is well, in words. Raises _Trouble."""


def in_use(accounts: Accounts) -> tuple[InUse, InUse, InUse]:
    """What hears, speaks and writes with these settings. Raises `ProviderUnusable` for a row there is not."""
    rows = chosen(accounts)
    return (
        InUse("recognition", rows.recognition, _models(accounts, "recognition")[rows.recognition]),
        InUse("speech", rows.speech, _models(accounts, "speech")[rows.speech]),
        InUse("writing", rows.writing, _models(accounts, "writing")[rows.writing]),
    )


def standing_in(accounts: Accounts) -> tuple[InUse, ...]:
    """What takes the place of those that fail, in its order. Raises `ProviderUnusable`."""
    rows = chosen(accounts)
    return (
        *(InUse("recognition", row, _models(accounts, "recognition")[row]) for row in rows.more_recognition),
        *(InUse("speech", row, _models(accounts, "speech")[row]) for row in rows.more_speech),
        *(InUse("writing", row, _models(accounts, "writing")[row]) for row in rows.more_writing),
    )


def needed_accounts(accounts: Accounts) -> tuple[tuple[Account, ...], ...]:
    """Of each part the vendors' accounts of which a call needs one, in their order. Raises `ProviderUnusable`.

    None where the installation has something of its own for the part.
    """
    used = (*in_use(accounts), *standing_in(accounts))
    parts = ([one for one in used if one.part == part] for part in dict.fromkeys(one.part for one in used))
    return tuple(
        tuple(account(accounts, one.part, one.row) for one in part) if all(one.hosted for one in part) else ()
        for part in parts
    )


async def check(accounts: Accounts, *, all_of_them: bool = False) -> tuple[Check, ...]:
    """Ask every provider in use, and with `all_of_them` those that stand in, at once. Raises `ProviderUnusable`."""
    asked = (*in_use(accounts), *(standing_in(accounts) if all_of_them else ()))
    async with network() as shared:
        return tuple(await asyncio.gather(*(_checked(accounts, shared, one) for one in asked)))


async def _checked(accounts: Accounts, shared: Network, one: InUse) -> Check:
    begun = time.perf_counter()
    try:
        accounts.need_for(one.row)
        async with asyncio.timeout(WITHIN):
            well = await ASK[one.part][one.row](accounts, shared, one.model)
    except ProviderUnusable as error:
        return Check(one, "not_set", str(error).partition(". ")[0] + ".", "set it, or choose another provider")
    except _Trouble as trouble:
        return Check(one, trouble.outcome, trouble.detail, trouble.remedy)
    except (TimeoutError, httpx.TimeoutException):
        return Check(one, "unreachable", f"No answer within {WITHIN:.0f} s.", _look(accounts, one.row))
    except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, ValueError) as error:
        detail = f"{_host(accounts, one.row)} cannot be reached ({type(error).__name__})."
        return Check(one, "unreachable", detail, _look(accounts, one.row))
    return Check(one, "ok", well, milliseconds=round((time.perf_counter() - begun) * 1000))


async def _engines(accounts: Accounts, shared: Network, _model: str) -> str:
    if not accounts.engines_url:
        return "The local engines start with the system."
    answer = await shared.client.get(f"{accounts.engines_url}/models", timeout=WITHIN)
    _accept("The local engines", answer.status_code, key="", model="")
    return "The local engines answer."


async def _no_model(_accounts: Accounts, _shared: Network, _model: str) -> str:
    return "No language model: the interviewer speaks the plan's words and its own lines."


async def _nova(accounts: Accounts, shared: Network, model: str) -> str:
    query = {"model": model, "encoding": "linear16", "sample_rate": 16000, "channels": 1, "language": "en"}
    return await _listen(accounts, shared, f"/v1/listen?{urlencode(query)}")


async def _flux(accounts: Accounts, shared: Network, model: str) -> str:
    query = {"model": model, "encoding": "linear16", "sample_rate": 16000}
    return await _listen(accounts, shared, f"/v2/listen?{urlencode(query)}")


async def _listen(accounts: Accounts, shared: Network, path: str) -> str:
    """A stream of a fifth of a second of silence: it shows key, model and credit at once."""
    headers = {"Authorization": f"Token {accounts.deepgram_api_key}"}
    url = accounts.deepgram_url.replace("http", "ws", 1) if accounts.deepgram_url.startswith("http") else ""
    try:
        async with shared.session.ws_connect(f"{url or accounts.deepgram_url}{path}", headers=headers) as socket:
            await socket.send_bytes(bytes(6400))
            await socket.send_str('{"type": "CloseStream"}')
            message = await socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise _Trouble("refused", "Deepgram closed the stream at once.", "look at the account's status page")
    except aiohttp.WSServerHandshakeError as error:  # it carries the request, with the key: only its number is used
        _accept("Deepgram", error.status, key="INTERVIEWER_DEEPGRAM_API_KEY", model="INTERVIEWER_DEEPGRAM_MODEL")
        raise _Trouble("refused", refusal("Deepgram", error.status), "look at INTERVIEWER_DEEPGRAM_MODEL") from None
    return "Deepgram listens."


async def _azure_voice(accounts: Accounts, shared: Network, voice: str) -> str:
    base = accounts.azure_speech_url or f"https://{accounts.azure_speech_region}.tts.speech.microsoft.com"
    headers = {"Ocp-Apim-Subscription-Key": accounts.azure_speech_key}
    answer = await shared.client.get(f"{base}/cognitiveservices/voices/list", headers=headers, timeout=WITHIN)
    _accept(
        "Azure Speech", answer.status_code, key="INTERVIEWER_AZURE_SPEECH_KEY", model="INTERVIEWER_AZURE_SPEECH_REGION"
    )
    names = {found.get("ShortName") for found in _list(answer, "Azure Speech")}
    if missing := [name for name in voice.split(", ") if name not in names]:
        detail = f"Azure Speech has no voice {' and no '.join(missing)} in this region."
        raise _Trouble("not_found", detail, "correct INTERVIEWER_AZURE_SPEECH_VOICE")
    return "Azure Speech has the voice."


async def _openai_models(accounts: Accounts, shared: Network, models: str) -> str:
    headers = {"Authorization": f"Bearer {accounts.openai_api_key}"} if accounts.openai_api_key else {}
    answer = await shared.client.get(f"{accounts.openai_url}/models", headers=headers, timeout=WITHIN)
    _accept("OpenAI", answer.status_code, key="INTERVIEWER_OPENAI_API_KEY", model="INTERVIEWER_OPENAI_URL")
    there = {found.get("id") for found in _list(answer, "OpenAI")}
    if missing := [model for model in models.split(", ") if model not in there]:
        remedy = "correct INTERVIEWER_LLM_MODEL, …_LLM_SMALL_MODEL or …_LLM_LARGE_MODEL"
        raise _Trouble("not_found", f"There is no model {' and no '.join(missing)} for this key.", remedy)
    return "OpenAI has the model."


async def _azure_deployment(accounts: Accounts, shared: Network, models: str) -> str:
    """One word from each: the keys of a deployment may not list them."""
    for model in models.split(", "):
        url = f"{accounts.azure_openai_endpoint}/openai/deployments/{model}/chat/completions?api-version={AZURE_API}"
        body = {"messages": [{"role": "user", "content": "Say yes."}], "max_completion_tokens": 16}
        headers = {"api-key": accounts.azure_openai_api_key}
        answer = await shared.client.post(url, json=body, headers=headers, timeout=WITHIN)
        key, place = "INTERVIEWER_AZURE_OPENAI_API_KEY", "INTERVIEWER_AZURE_OPENAI_DEPLOYMENT and …_ENDPOINT"
        _accept(f"Azure OpenAI ({model})", answer.status_code, key=key, model=place)
    return "Azure OpenAI writes."


ASK: Final[Mapping[Part, Mapping[str, Ask]]] = {
    "recognition": {"local": _engines, "deepgram": _nova, "deepgram-flux": _flux, "openai": _openai_models},
    "speech": {"local": _engines, "azure": _azure_voice, "openai": _openai_models},
    "writing": {"none": _no_model, "openai": _openai_models, "azure-openai": _azure_deployment},
}
"""By the rows of `lineup`."""


def _models(accounts: Accounts, part: Part) -> Mapping[str, str]:
    voices = ", ".join(name.strip() for name in accounts.azure_speech_voice.split(","))
    sizes = (accounts.llm_small_model, accounts.llm_large_model)
    deployment = accounts.azure_openai_deployment or accounts.llm_model
    named: dict[Part, dict[str, str]] = {
        "recognition": {
            "local": "whisper-base",
            "deepgram": accounts.deepgram_model or NOVA,
            "deepgram-flux": accounts.deepgram_model or FLUX,
            "openai": accounts.openai_stt_model,
        },
        "speech": {"local": "piper/joe", "azure": voices, "openai": OPENAI_SPEECH},
        "writing": {
            "none": "",
            "openai": _several(accounts.llm_model, *sizes),
            "azure-openai": _several(deployment, *sizes),
        },
    }
    return named[part]


def _several(*names: str) -> str:
    return ", ".join(dict.fromkeys(name for name in names if name))


def _accept(who: str, status: int, *, key: str, model: str) -> None:
    """Raise _Trouble for an answer that is a refusal; `key` and `model` name the settings to correct."""
    match status:
        case _ if status < 400:  # noqa: PLR2004
            return
        case 401:
            raise _Trouble("wrong_key", refusal(who, status), f"correct {key}")
        case 403:
            raise _Trouble("wrong_key", refusal(who, status), f"give {key} a key that may do this")
        case 404:
            raise _Trouble("not_found", refusal(who, status), f"correct {model}" if model else "")
        case 402 | 429:
            raise _Trouble("quota", refusal(who, status), "wait a while, or raise the account's limit at the vendor")
        case _ if status >= 500:  # noqa: PLR2004
            raise _Trouble("unreachable", refusal(who, status), "wait a while, or choose another provider")
    raise _Trouble("refused", refusal(who, status), f"look at {model}" if model else "")


def _list(answer: httpx.Response, who: str) -> list[dict[str, object]]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    items = found.get("data") if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise _Trouble("refused", f"{who} answered something else than a list.", "look at the address in the settings")
    return [item for item in items if isinstance(item, dict)]


def _host(accounts: Accounts, row: str) -> str:
    region = f"https://{accounts.azure_speech_region}.tts.speech.microsoft.com"
    url = {
        "local": accounts.engines_url,
        "azure": accounts.azure_speech_url or region,
        "openai": accounts.openai_url,
        "azure-openai": accounts.azure_openai_endpoint,
    }.get(row, accounts.deepgram_url)
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or url
    except ValueError:
        return "The address"


def _look(accounts: Accounts, row: str) -> str:
    setting = {"local": "ENGINES_URL", "azure": "AZURE_SPEECH_REGION", "openai": "OPENAI_URL"}.get(
        row, "AZURE_OPENAI_ENDPOINT" if row == "azure-openai" else "DEEPGRAM_URL"
    )
    return f"look whether this machine may reach {_host(accounts, row)}, and at INTERVIEWER_{setting}"
