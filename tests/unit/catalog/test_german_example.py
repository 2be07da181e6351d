"""The German example: its plan is whole, and says that a German voice is needed."""

from __future__ import annotations

from pathlib import Path

from interviewer.catalog.lint.advise import look_at_file

PLAN = Path(__file__).parents[3] / "examples" / "de" / "pflegefachkraft.yaml"


def test_the_german_example_is_without_a_mistake() -> None:
    looked = look_at_file(PLAN)
    assert looked.plan is not None
    assert looked.plan.plan.language == "de"
    assert not looked.problems
    assert len(looked.plan.job.documents) == 2
