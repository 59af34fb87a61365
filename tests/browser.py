"""A Chromium without a screen, for tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.engines.engine import stop_without

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def chromium() -> str:
    """Give the path of the Chromium of this machine; without one skip the test, or fail it in CI."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    stop_without("There is no Chromium to open the report in. Install it: apt-get install -y chromium")


@dataclass
class Opened:
    """A page that was opened, and what it did besides: requests beyond its own file, and what the console said."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a Chromium."""
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield started
        finally:
            started.close()


@contextmanager
def opened(started: Browser, file: Path, *, width: int = 1360, scheme: str = "light") -> Iterator[Opened]:
    """Open a file from disk, without a network, and wait until its charts are drawn."""
    context: BrowserContext = started.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    try:
        found = Opened(context.new_page())
        own = file.as_uri()
        found.page.on("request", lambda request: request.url == own or found.requests.append(request.url))
        found.page.on("console", lambda message: found.messages.append(message.text))
        found.page.on("pageerror", lambda error: found.messages.append(str(error)))
        found.page.goto(own)
        found.page.wait_for_selector("html[data-drawn=true]", state="attached")
        yield found
    finally:
        context.close()
