"""What the log tells of a failure is the same in another process."""

from __future__ import annotations

import copy
import pickle

import pytest

from interviewer.kernel.log import LogError, PoolFull, TooFast, VersionConflict
from interviewer.kernel.projection import ProjectionStopped
from interviewer.kernel.rebuild import ReadModelsDiffer
from interviewer.kernel.twins import Difference

ERRORS = [
    VersionConflict(),
    PoolFull("all 8 lines are taken", "calls"),
    TooFast("the pace is 2 a second", "calls", 0.5),
    ProjectionStopped("interviews", 7, "KeyError"),
    ReadModelsDiffer([Difference("interview_list", "int_1", "live")], 1),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_that_came_from_another_process_says_all_that_it_said_there(error: LogError) -> None:
    for same in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(same), str(same), vars(same)) == (type(error), str(error), vars(error))
