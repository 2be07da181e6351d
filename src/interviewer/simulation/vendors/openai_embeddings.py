"""OpenAI's embeddings: vectors of texts, near to each other where the texts have words in common.

From platform.openai.com/docs/api-reference/embeddings/create. Deliberately not here: meaning.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, Final

import numpy as np
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from interviewer.simulation.vendors.openai_chat import admitted, sent
from interviewer.simulation.vendors.openai_checks import RequestRefused
from interviewer.simulation.vendors.world import World

DIMENSIONS: Final = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
FIXED: Final = "text-embedding-ada-002"
MOST_TEXTS: Final = 2048
_KNOWN: Final = frozenset({"model", "input", "dimensions", "encoding_format", "user"})


def routes(world: World) -> APIRouter:
    """The address, over this world."""
    router = APIRouter()

    @router.post("/v1/embeddings")
    async def embeddings(request: Request) -> Response:
        """A vector of unit length for each text."""
        try:
            admitted(world, request)
            return JSONResponse(_answered(await sent(request)))
        except RequestRefused as refused:
            return JSONResponse(refused.body, refused.status)

    return router


def _answered(asked: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
    if not isinstance(asked, dict):
        raise RequestRefused("We could not parse the JSON body of your request.")
    for name in asked.keys() - _KNOWN:
        raise RequestRefused(f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")
    model, texts = asked.get("model"), asked.get("input")
    if model not in DIMENSIONS:
        raise RequestRefused(f"The model `{model}` does not exist.", code="model_not_found", status=404)
    texts = [texts] if isinstance(texts, str) else texts
    if not isinstance(texts, list) or not texts or len(texts) > MOST_TEXTS or not all(_a_text(t) for t in texts):
        raise RequestRefused("'$.input' is invalid. Please check the API reference.", param="input")
    size = asked.get("dimensions", DIMENSIONS[model])
    if "dimensions" in asked and model == FIXED:
        raise RequestRefused("This model does not support specifying dimensions.", param="dimensions")
    if not isinstance(size, int) or not 1 <= size <= DIMENSIONS[model]:
        raise RequestRefused(f"Invalid value for 'dimensions' = {size}.", param="dimensions")
    form = asked.get("encoding_format", "float")
    if form not in ("float", "base64"):
        raise RequestRefused(f"Invalid value: '{form}'.", param="encoding_format")
    data = [
        {"object": "embedding", "index": n, "embedding": _shown(_vector(text, size), form)}
        for n, text in enumerate(texts)
    ]
    tokens = sum(len(text) // 4 + 1 for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "model": model, "data": data, "usage": usage}


def _a_text(text: object) -> bool:
    return isinstance(text, str) and bool(text)


def _vector(text: str, size: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    found = np.full(size, 1e-3)
    for word in re.findall(r"\w+", text.lower()):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
        found += np.random.default_rng(seed).standard_normal(size)
    unit: np.ndarray[Any, np.dtype[np.float32]] = (found / np.linalg.norm(found)).astype(np.float32)
    return unit


def _shown(vector: np.ndarray[Any, np.dtype[np.float32]], form: str) -> list[float] | str:
    return base64.b64encode(vector.tobytes()).decode() if form == "base64" else [float(number) for number in vector]
