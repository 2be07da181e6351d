from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from interviewer.embedded import dashboard_build
from interviewer.embedded.livekit_build import BuildFailed

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = """{"name": "page", "version": "1.0.0", "private": true,
"scripts": {"build": "rm -rf dist.new && mkdir dist.new && cp src/index.html dist.new/ && echo built >> builds"}}"""
LOCK = '{"name": "page", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "page"}}}'

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    page = tmp_path / "page"
    (page / "src").mkdir(parents=True)
    (page / "package.json").write_text(PACKAGE.replace("echo built >> builds", "echo built >> ../builds"))
    (page / "package-lock.json").write_text(LOCK)
    (page / "src" / "index.html").write_text("one")
    return page


def builds(page: Path) -> int:
    return len((page.parent / "builds").read_text().splitlines())


def test_the_page_is_built_once_for_each_state_of_its_sources(page: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"

    def build() -> Path:
        return dashboard_build.build(cache, say=lambda _: None, page=page)

    assert not dashboard_build.current(page)
    assert (build() / "index.html").read_text() == "one"
    assert dashboard_build.current(page)
    build()
    assert builds(page) == 1
    (page / "src" / "index.html").write_text("two")
    assert not dashboard_build.current(page)
    assert (build() / "index.html").read_text() == "two"
    assert builds(page) == 2
    # Back to the first state: it is in the cache.
    (page / "src" / "index.html").write_text("one")
    assert (build() / "index.html").read_text() == "one"
    assert builds(page) == 2


def test_a_build_that_fails_keeps_the_page_as_it_was(page: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    dist = dashboard_build.build(cache, say=lambda _: None, page=page)
    (page / "src" / "index.html").unlink()
    (page / "src" / "other.html").write_text("three")
    with pytest.raises(BuildFailed, match="The page as it was is kept"):
        dashboard_build.build(cache, say=lambda _: None, page=page)
    assert (dist / "index.html").read_text() == "one"
