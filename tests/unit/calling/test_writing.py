"""Names are refused that hold what nobody sees, and the refusal says which character that is."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from interviewer.calling.writing import OVER_LINES, unseen
from interviewer.wire.campaigns import Phrase, Wording
from interviewer.wire.fields import Name

UNSEEN = {
    "Ada\u202enoryB": "U+202E (right-to-left override)",
    "Ada\u200bByron": "U+200B (zero width space)",
    "Ada\u2028Byron": "U+2028 (line separator)",
    "Ada\u2029Byron": "U+2029 (paragraph separator)",
    "Ada\x7fByron": "U+007F (a control character)",
    "Ada\x9bByron": "U+009B (a control character)",
    "Ada\x00": "U+0000 (a control character)",
    "Ada\rByron": "U+000D (a control character)",
    "\ufeffAda": "U+FEFF (zero width no-break space)",
    "\u200d": "U+200D (zero width joiner)",
}


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_sees_cannot_stand_in_a_name_and_is_named(text: str) -> None:
    assert unseen(text) == UNSEEN[text]
    for kind in (Name, Phrase, Wording):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(kind).validate_python(text)
        assert f"The character {UNSEEN[text]} cannot be seen" in str(refused.value)


@pytest.mark.parametrize(
    "name", ["Zoë O'Brien-Łukasz", "\u0645\u06cc\u200c\u062e\u0648\u0627", "क्\u200dष", "李小龍", "👩\u200d🔧 Ltd"]
)
def test_names_of_all_scripts_may_be_given(name: str) -> None:
    assert TypeAdapter(Name).validate_python(f" {name} ") == name


def test_a_text_of_several_lines_may_have_them() -> None:
    assert TypeAdapter(Wording).validate_python("I agree:\n\tby telephone.") == "I agree:\n\tby telephone."
    with pytest.raises(ValidationError, match=r"U\+000A"):
        TypeAdapter(Phrase).validate_python("careers\npage")


def test_a_text_of_several_lines_is_kept_word_for_word() -> None:
    said = "Ich stim\u00adme zu.\n\t\u200f\u05d0\u05e0\u05d9 \u05de\u05e1\u05db\u05d9\u05dd"
    assert unseen(said, besides=OVER_LINES) is None
    assert unseen(said) is not None
    assert unseen("\u202e", besides=OVER_LINES) is not None
