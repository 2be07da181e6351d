"""What two recognisers both heard is said once."""

from __future__ import annotations

from interviewer.providers.recognition.port import Word, Words
from interviewer.providers.resilience.seam import Seam


def timed(*words: tuple[str, float, float]) -> Words:
    found = tuple(Word(text, start, end, None) for text, start, end in words)
    return Words(" ".join(word.text for word in found), final=True, words=found)


def text(found: Words | None) -> str | None:
    return found.text if found is not None else None


def test_words_whose_middle_is_final_already_are_cut() -> None:
    cut = Seam(4.9, 5.0, ("page",)).cut(timed(("page", 4.5, 5.02), ("so", 5.01, 5.2)))
    assert text(cut) == "so"
    assert cut is not None
    assert [word.text for word in cut.words] == ["so"]


def test_the_same_word_a_little_later_is_the_same_word_and_not_the_next_one() -> None:
    seam = Seam(4.9, 5.0, ("page.",))
    assert text(seam.cut(timed(("page", 4.9, 5.2), ("so", 5.3, 5.5)))) == "so"
    assert text(seam.cut(timed(("page", 5.0, 5.3), ("so", 5.3, 5.5)))) == "page so"


def test_nothing_is_left_of_words_that_were_all_final() -> None:
    assert Seam(4.0, 5.0, ("page",)).cut(timed(("slow", 4.1, 4.4), ("page", 4.5, 4.9))) is None


def test_without_times_words_are_compared_when_enough_was_heard_again() -> None:
    found = Words("Page, so I", final=True)
    assert text(Seam(4.88, 5.0, ("page",)).cut(found)) == "so I"
    assert text(Seam(4.98, 5.0, ("page",)).cut(found)) == "Page, so I"
    assert Seam(5.0, 5.0, ("page",)).cut(found) is found


def test_when_nobody_said_where_words_were_the_longest_run_that_is_alike_is_cut() -> None:
    old = ("we", "had", "a", "slow", "page", "so")
    seam = Seam(4.0, 4.0, old, compared=True)
    assert text(seam.cut(Words("We had a slow Page, so I measured", final=True))) == "I measured"
    assert text(seam.cut(Words("we had a slow pace so I", final=True))) == "I"
    assert text(seam.cut(Words("I measured", final=True))) == "I measured"


def test_a_vendor_that_writes_one_word_where_it_times_two_is_cut_by_its_times() -> None:
    found = Words(
        "twenty-one pages", final=True, words=timed(("twenty", 4.6, 4.9), ("one", 5.0, 5.2), ("pages", 5.3, 5.6)).words
    )
    assert text(Seam(4.9, 5.0, ()).cut(found)) == "one pages"
