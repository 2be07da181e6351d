"""The engines with real models on a port of their own, once for the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from interviewer.engines import loading
from served_engines import assembled, serving


@pytest.fixture(scope="session")
def serve() -> Callable[[loading.Engines], object]:
    return serving


@pytest.fixture(scope="session")
def engines() -> loading.Engines:
    return assembled(loading.STT, loading.TTS, loading.MINILM, loading.E5)


@pytest.fixture(scope="session")
def base_url(engines: loading.Engines) -> Iterator[str]:
    with serving(engines) as url:
        yield url


@pytest.fixture
def http(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=60, trust_env=False) as client:
        yield client
