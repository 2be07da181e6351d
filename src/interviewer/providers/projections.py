"""All read models of this installation, in one list: who runs, shows or makes them anew goes by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from interviewer.kernel.projection import ReadModel
from interviewer.providers.campaigns import CampaignRows
from interviewer.providers.summaries import InterviewSummaries

READ_MODELS: Final[Mapping[str, Callable[[], ReadModel]]] = {
    InterviewSummaries.name: InterviewSummaries,
    CampaignRows.name: CampaignRows,
}
"""How each is made, by its name. What follows the log to do something outside of it is none: made anew, it would do
that again.
"""
