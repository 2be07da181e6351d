"""What `plan check` says of questions in German."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.catalog.lint.advise import look_at

PLAN = (Path(__file__).parents[3] / "examples" / "de" / "pflegefachkraft.yaml").read_text("utf-8")
QUESTION = "Was gehört für Sie zu einer guten Übergabe?"


def rules(question: str) -> set[str]:
    looked = look_at(PLAN.replace(QUESTION, question), source="plan", base=None)
    assert looked.plan is not None
    return {problem.rule for problem in looked.problems}


@pytest.mark.parametrize(
    "question",
    [
        "Wie alt sind Sie?",
        "Haben Sie Kinder?",
        "Sind Sie verheiratet?",
        "Wie oft waren Sie letztes Jahr krank?",
        "Haben Sie eine Behinderung?",
        "Welche Religion haben Sie?",
        "Woher kommen Sie ursprünglich?",
        "Sind Sie in einer Gewerkschaft?",
        "Sind Sie vorbestraft?",
    ],
)
def test_what_may_not_be_asked_is_found(question: str) -> None:
    assert "unlawful" in rules(question)


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("Sie arbeiten doch sicher gern im Team, oder?", "leading"),
        ("Sind Sie belastbar?", "leading"),
        ("Was sind Ihre Stärken und Schwächen?", "double"),
        ("Was haben Sie dort gemacht und warum sind Sie gegangen?", "double"),
    ],
)
def test_leading_and_double_questions_are_found(question: str, rule: str) -> None:
    assert rule in rules(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wie haben Sie mit Kindern und Familien gearbeitet?",
        "Wie gehen Sie mit kranken Menschen um?",
        "Welche Erfahrung haben Sie auf einer Station für Demenz?",
        "Könnten Sie auch an Feiertagen arbeiten?",
        "Woher wissen Sie, dass eine Übergabe gelungen ist?",
        "Was tun Sie, wenn jemand stürzt und Hilfe braucht?",
        "Wie dokumentieren Sie eine Wunde?",
    ],
)
def test_questions_about_the_work_are_not(question: str) -> None:
    assert not rules(question)
