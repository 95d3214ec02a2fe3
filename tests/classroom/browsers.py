"""A real Chromium, where the system has one, and the accessibility rules of axe-core."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

SIZES = (320, 360, 1280)


@cache
def chromium_path() -> str | None:
    """Where Chromium is: as CHROMIUM says, or as systems call it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def needs_browser() -> None:
    """Skip a test where there is no browser, with a notice; not where CI says that there must be one."""
    if chromium_path() is None:
        if os.environ.get("NEEDS_CHROMIUM"):
            pytest.fail("no Chromium: apt-get install chromium, or name one in CHROMIUM")
        pytest.skip("no Chromium: apt-get install chromium, or name one in CHROMIUM")


@contextmanager
def chromium():
    """Yield a browser; its pages load nothing but from this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


AXE = """axe.run(document).then((found) => [
  found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 150)}`), found.passes.length])"""
"""Finds what is wrong: all that axe-core found takes longer to hand over than to find."""


@cache
def axe_text() -> str:
    """axe-core, as a test package brings it."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def person(browser, *, scripts: bool = True):
    """A page of a person's own; what goes wrong in it, and foreign requests, fail the test in `check_quiet`."""
    context = browser.new_context(java_script_enabled=scripts, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.noise = []
    page.on("pageerror", lambda error: page.noise.append(f"error: {error}"))
    page.on("console", lambda message: page.noise.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: None if "//127.0.0.1:" in asked.url else page.noise.append(f"asked {asked.url}"))
    return page


def check_quiet(*pages) -> None:
    """No error in any page, and no request to elsewhere."""
    for page in pages:
        assert page.noise == [], page.noise


def check_looks(page, *, scripts: bool = True) -> None:
    """In every width, light and dark, nothing is wider than the page; axe-core finds nothing (dark: on a phone)."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in SIZES:
            page.set_viewport_size({"width": width, "height": 800})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, f"{page.url} is {over} pixels too wide at {width}"
            if width == 320 or (scheme == "dark" and width == 1280):
                continue
            if not page.evaluate("'axe' in window"):
                page.evaluate(axe_text())
            lines, passed = page.evaluate(AXE)
            assert not lines, f"{page.url}, {scheme}, {width}: {lines}"
            assert passed > 10  # it did look
