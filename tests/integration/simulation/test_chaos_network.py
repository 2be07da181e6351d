"""The network of the chaos harness: a candidate's media and signalling pass through it alone, and it does to them
what it is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from interviewer.simulation.chaos.network import CALM, Way, Weather
from talking_ends import talking


@pytest.mark.timeout(60)
async def test_media_pass_through_the_network_and_no_other_way(tmp_path: Path) -> None:
    """With everything held not a sound reaches either ear, nor a datagram the other end; then all is as before."""
    async with talking(tmp_path) as (network, candidate, interviewer):
        assert min(network.passed) > 0
        network.becomes(Weather(Way(loss=1.0), Way(loss=1.0), signalling=False))
        passed = network.passed
        await asyncio.gather(candidate.hears_nothing(), interviewer.hears_nothing())
        assert network.passed == passed
        assert min(network.lost) > 10  # they went on sending, and only here
        network.becomes(CALM)
        await asyncio.gather(candidate.hears(), interviewer.hears())


@pytest.mark.timeout(60)
async def test_one_way_is_held_and_the_other_passes(tmp_path: Path) -> None:
    """The candidate is not heard, and goes on hearing; what keeps the connection up passes."""
    async with talking(tmp_path) as (network, candidate, interviewer):
        network.becomes(Weather(up=Way(loss=1.0, sound_only=True)))
        await interviewer.hears_nothing()
        await candidate.hears()
        assert network.lost[0] > 0
        assert network.lost[1] == 0


@pytest.mark.timeout(60)
async def test_a_share_of_the_datagrams_is_lost_and_the_rest_comes_late(tmp_path: Path) -> None:
    """A fifth is lost of what passes, and both still hear each other, later."""
    async with talking(tmp_path) as (network, candidate, interviewer):
        before = sum(network.passed)
        bad = Way(loss=0.2, delay=0.1, jitter=0.05)
        network.becomes(Weather(bad, bad))
        async with asyncio.timeout(20):
            while sum(network.passed) - before + sum(network.lost) < 400:
                await asyncio.sleep(0.05)
        share = sum(network.lost) / (sum(network.passed) - before + sum(network.lost))
        assert 0.12 < share < 0.28
        await asyncio.gather(candidate.hears(), interviewer.hears())
