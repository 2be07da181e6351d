"""Sentence embeddings by MiniLM (int8) on onnxruntime: 384 numbers of unit length for a text.

Deliberately not in it: storing or searching them.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import numpy as np
import onnxruntime
import tokenizers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MOST_TOKENS: Final = 256
"""Tokens of a text that count; the rest is cut off, as the model was trained."""
_BATCH: Final = 16


class MiniLM:
    """One model; `embed` is to be called from one thread at a time."""

    def __init__(self, model: Path, *, threads: int = 1) -> None:
        """Use a folder with `model.onnx` and `tokenizer.json`."""
        self._tokenizer = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()
        self._weights, self._threads = model / "model.onnx", threads

    @functools.cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        """Loaded when first used: most calls never look anything up."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Folded, the int8 weights lie in memory as floats: 105 MB more, and 4 ms for a question instead of 58. The
        # arena would keep 144 MB more.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(str(self._weights), options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], int]:
        """Vectors of unit length, one row for each text, and the number of tokens read."""
        found, tokens = [], 0
        inputs = {given.name for given in self._session.get_inputs()}
        for start in range(0, len(texts), _BATCH):
            encoded = self._tokenizer.encode_batch(list(texts[start : start + _BATCH]))
            ids = np.array([e.ids for e in encoded], np.int64)
            mask = np.array([e.attention_mask for e in encoded], np.int64)
            tokens += int(mask.sum())
            feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = self._session.run(None, {k: v for k, v in feeds.items() if k in inputs})[0]
            mean = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            found.append((mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32))
        return np.concatenate(found), tokens
