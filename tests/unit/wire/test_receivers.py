"""Where a webhook may lead, and which events it may be told of."""

from __future__ import annotations

from ipaddress import ip_address
from typing import get_args

import pytest

from interviewer.interviews.events import EVENTS
from interviewer.interviews.observations import Observed
from interviewer.wire import receivers
from interviewer.wire.webhooks import OFFERED, wanted


@pytest.mark.parametrize(
    "url",
    [
        "https://ats.example/hooks",
        "https://ats.example:8443/hooks?tenant=7",
        "https://10.0.0.7/hooks",
        "https://[2001:db8::7]/hooks",
        "http://localhost:9000/hooks",
        "http://127.0.0.1/hooks",
        "http://127.9.9.9/hooks",
        "http://[::1]:9000/hooks",
    ],
)
def test_a_receiver_is_reached_by_https_or_on_this_machine(url: str) -> None:
    assert receivers.checked(url) == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://ats.example/hooks", "Give https://"),
        ("http://localhost.evil.example/", "Give https://"),
        ("https://user:password@ats.example/", "password"),
        ("https://user@ats.example/", "password"),
        ("https://ats.example/#part", "#"),
        ("ftp://ats.example/", "no address of a web server"),
        ("https://", "no address of a web server"),
        ("https:///hooks", "no address of a web server"),
        ("ats.example/hooks", "no address of a web server"),
        ("https://ats.example:port/", "no address"),
        ("https://[::1/", "no address"),
        ("https://169.254.169.254/latest/meta-data", "link-local"),
        ("https://[fe80::1]/", "link-local"),
        ("https://[::ffff:169.254.169.254]/", "link-local"),
        ("https://[64:ff9b::a9fe:a9fe]/", "link-local"),
        ("https://[fd00:ec2::254]/", "credentials"),
        ("https://100.100.100.200/", "credentials"),
        ("https://0.0.0.0/", "no address of one machine"),
        ("https://224.0.0.1/", "no address of one machine"),
    ],
)
def test_any_other_address_is_refused_with_what_is_wrong(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        receivers.checked(url)


def test_private_networks_may_be_told() -> None:
    for address in ("10.1.2.3", "192.168.7.7", "172.16.0.1", "127.0.0.1", "::1", "fd12::1", "8.8.8.8"):
        assert receivers.refused(ip_address(address)) is None


def test_all_that_was_decided_is_offered_and_nothing_that_was_observed_in_a_call() -> None:
    observed = {EVENTS[event].name for event in get_args(Observed)}
    assert {"interview.completed", "dial.started", "campaign.paused"} <= OFFERED
    assert not observed & OFFERED


def test_a_family_takes_in_its_own_and_no_other_of_a_similar_name() -> None:
    assert {name.partition(".")[0] for name in wanted(["interview.*"])} == {"interview"}
    assert wanted(["campaign.created", "call.*"]) == {"campaign.created", "call.answered"}
    assert wanted(["interviews.*", "inter*", "turn.*"]) == frozenset()
