"""The child process that holds the language model: llama.cpp's own server on a port of 127.0.0.1.

Started by `llm`; ends when its standard input does, so that it never outlives its parent. It runs at the lowest
priority, so that speech always goes first. Deliberately not in it: any judgement about requests.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

NICENESS = 19


def main() -> None:
    """Read one JSON line with `model, key, threads, context`; print one with `address`; serve until input ends."""
    # Ctrl-C reaches the whole group; the parent ends us when it has finished its own requests.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    wanted = json.loads(sys.stdin.readline())
    import xllamacpp

    params: Any = xllamacpp.CommonParams()
    params.model.path = wanted["model"]
    params.api_keys = [wanted["key"]]
    params.n_ctx = wanted["context"]
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wanted["threads"]
    # Waiting threads that poll would take the processor from speech.
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    params.cache_ram_mib = 128  # prompts of other conversations; the default keeps up to 8 GB
    params.n_ctx_checkpoints = 0
    params.warmup = False
    params.ui = False
    params.verbosity = 0
    server = xllamacpp.Server(params)
    print(json.dumps({"address": server.listening_address}), flush=True)  # noqa: T201
    sys.stdin.read()
    # The server's threads would wait for the answer in progress; nobody wants it any more.
    os._exit(0)


if __name__ == "__main__":
    main()
