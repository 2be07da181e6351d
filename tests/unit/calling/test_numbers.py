"""What is a telephone number of a person, and when it tells the time where that person lives."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.calling.numbers import Number, NumberInvalid, ZoneUnclear, is_region, read_number, zone_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def why_unclear(number: Number) -> str:
    with pytest.raises(ZoneUnclear) as caught:
        zone_of(number, NOW)
    return caught.value.why


def refusal(text: str, region: str | None = None) -> NumberInvalid:
    with pytest.raises(NumberInvalid) as caught:
        read_number(text, region)
    return caught.value


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+49 30 123456", None, "+4930123456"),
        ("030 123456", "DE", "+4930123456"),
        ("(030) 12-34-56", "DE", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("+49 (0)30 123456", None, "+4930123456"),
        ("+49 30 123456", "US", "+4930123456"),
        ("tel:+49-30-123456", None, "+4930123456"),
        ("  +1 (202) 555-0123 ", None, "+12025550123"),
        ("202.555.0123", "US", "+12025550123"),
        ("\N{LEFT-TO-RIGHT EMBEDDING}+1 202 555 0123\N{POP DIRECTIONAL FORMATTING}", None, "+12025550123"),
        ("+1\N{NO-BREAK SPACE}202\N{EN DASH}555\N{NON-BREAKING HYPHEN}0123", None, "+12025550123"),
        ("\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH DIGIT ONE}2025550123", None, "+12025550123"),
        ("'+12025550123", None, "+12025550123"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, region: str | None, e164: str) -> None:
    assert read_number(text, region).e164 == e164


def test_a_number_tells_its_country_and_zones() -> None:
    assert read_number("+4930123456", None) == Number("+4930123456", "DE", ("Europe/Berlin",))
    assert read_number("+1 613 555 0123", None) == Number("+16135550123", "CA", ("America/Toronto",))


@pytest.mark.parametrize(
    ("text", "region", "said"),
    [
        ("", None, "there is no number"),
        ("   ", "DE", "there is no number"),
        ("030 123456", None, "does not tell its country"),
        ("030 123456", "UK", "Write GB"),
        ("030 123456", "de", "no country's code"),
        ("+999 123456", None, "does not tell its country"),
        ("12", "DE", "no such number"),
        ("1", "DE", "no telephone number"),
        ("+49 30 1", None, "no such number"),
        ("+1 202 555 01234", None, "no such number"),
        ("110", "DE", "no such number"),
        ("+1 900 555 0123", None, "premium rate"),
        ("+1 800 555 0199", None, "toll free"),
        ("+44 70 1234 5678", None, "personal number"),
        ("+49 30 123456 ext. 12", None, "without extension"),
        ("+49 30 123456 x12", None, "without extension"),
        ("1-800-FLOWERS", "US", "no telephone number"),
        ("4.93E+10", "DE", "spreadsheet"),
        ("4,93012E+10", "DE", "spreadsheet"),
        ("+49 30 123456, +49 30 123457", None, "one number"),
        ("+49 30 123456\0", None, "no telephone number"),
        ("1" * 5000, "DE", "no telephone number"),
        ("sip:robin@example.org", None, "no telephone number"),
    ],
)
def test_what_is_no_number_of_a_person_is_refused_with_a_remedy(text: str, region: str | None, said: str) -> None:
    refused = refusal(text, region)
    assert said in str(refused)
    assert refused.remedy.endswith(".")


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[+0-9 ()./eExX-]{0,30}"), st.sampled_from([None, "DE", "US", "UK", ""]))
def test_a_text_is_a_number_or_refused_without_being_repeated(text: str, region: str | None) -> None:
    try:
        number = read_number(text, region)
    except NumberInvalid as refused:
        said = re.findall(r"\d{5,}", re.sub(r"\D", "", str(refused)))
        assert not any(run in re.sub(r"\D", "", text) for run in said)
    else:
        assert re.fullmatch(r"\+[1-9][0-9]{4,14}", number.e164)
        assert read_number(number.e164, None) == number


def test_one_zone_is_the_zone() -> None:
    assert zone_of(read_number("+1 202 555 0123", None), NOW) == "America/New_York"


def test_the_zones_of_other_countries_with_the_same_country_code_do_not_count() -> None:
    jamaican = read_number("+1 876 210 1234", None)
    assert len(jamaican.zones) > 1
    assert zone_of(jamaican, NOW) == "America/Jamaica"


def test_a_zone_of_another_country_counts_where_the_country_has_none_of_its_own() -> None:
    assert zone_of(read_number("+383 44 123456", None), NOW) == "Europe/Belgrade"  # Kosovo


def test_the_zones_of_a_british_mobile_number_are_one() -> None:
    assert zone_of(read_number("+44 7400 123456", None), NOW) == "Europe/London"


def test_zones_with_the_same_rules_count_as_one() -> None:
    number = Number("+10000000000", None, ("Europe/Berlin", "Europe/Paris", "Europe/Madrid"))
    assert zone_of(number, NOW) == "Europe/Berlin"


def test_zones_that_disagree_are_ambiguous() -> None:
    assert why_unclear(read_number("+61 491 570 156", None)) == "zone_ambiguous"  # a mobile number of Australia
    assert why_unclear(read_number("+1 208 555 0123", None)) == "zone_ambiguous"  # Idaho has two zones


def test_zones_that_agree_today_and_not_in_summer_are_ambiguous() -> None:
    assert why_unclear(Number("+10000000000", None, ("America/Denver", "America/Phoenix"))) == "zone_ambiguous"


def test_a_number_without_zone_is_unknown() -> None:
    assert why_unclear(Number("+10000000000", None, ())) == "zone_unknown"


def test_a_zone_that_this_machine_does_not_know_agrees_with_none() -> None:
    assert why_unclear(Number("+10000000000", None, ("Europe/Berlin", "Europe/Atlantis"))) == "zone_ambiguous"


def test_zones_are_compared_by_the_rules_given() -> None:
    def zones(name: str) -> timezone | ZoneInfo:
        return timezone(timedelta(hours=1)) if name == "Europe/Atlantis" else ZoneInfo("Africa/Lagos")

    assert zone_of(Number("+10000000000", None, ("Europe/Atlantis", "Africa/Lagos")), NOW, zones) == "Europe/Atlantis"


@pytest.mark.parametrize(("code", "known"), [("GB", True), ("US", True), ("UK", False), ("gb", False), ("001", False)])
def test_a_region_is_a_country_by_its_code_in_capitals(code: str, *, known: bool) -> None:
    assert is_region(code) is known
