"""The agent process of the product, as `interviewer run agent` starts it, and how late its event loop runs.

python -m voice.our_agent      # with the settings of the product in the environment, and BENCH_LAG
"""

from __future__ import annotations

import os

from interviewer.agent import main
from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap.settings import Settings
from voice.lag import Lag

_work = main._run  # noqa: SLF001 - the process from within, as it is


async def _watched(settings: Settings) -> None:
    lag = Lag()
    lag.start()
    await _work(settings)
    lag.write(os.environ["BENCH_LAG"])


if __name__ == "__main__":
    main._run = _watched  # noqa: SLF001 - the same
    main.run(bootstrap.load())
