"""Real headless Chromium, driven over a pipe with its own DevTools protocol: no driver, no port, no package.

One `Chromium` is started for a test module; every `tab()` is a fresh profile of its own, with nothing stored. A tab
keeps what went wrong in it (`complaints`) and what it tried to fetch (`requests`), so that a test can say that both are
empty.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Data: TypeAlias = dict[str, Any]

PATIENCE = 120.0
"""Seconds to wait for one answer; a slow machine needs a few."""

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--no-proxy-server", "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en-US", "--remote-debugging-pipe",
)  # fmt: skip

KEYS = {
    "Enter": ("Enter", 13, "\r"),
    "Tab": ("Tab", 9, ""),
    "Escape": ("Escape", 27, ""),
    " ": ("Space", 32, " "),
    "ArrowDown": ("ArrowDown", 40, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "Home": ("Home", 36, ""),
    "End": ("End", 35, ""),
    "Backspace": ("Backspace", 8, ""),
}
"""Keys that are no character: their code, number and text."""


class BrowserFault(AssertionError):  # noqa: N818  # it fails a test, as an assertion does
    """The browser refused a command, threw while evaluating, or was too slow."""


def program() -> str | None:
    """Where Chromium is; None where it is not."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def running() -> Generator[Chromium, None, None]:
    """A browser for the tests of a module; they are skipped where there is none, but never in CI.

    Use it as `chromium = pytest.fixture(scope="module")(browser.running)`.
    """
    found = program()
    if found is None:
        if os.environ.get("CI"):
            raise BrowserFault("Chromium is not on this machine, and in CI it must be")
        pytest.skip("Chromium is not on this machine")
    profile = tempfile.mkdtemp(prefix="chromium-")
    browser = Chromium(found, profile)
    try:
        yield browser
    finally:
        browser.close()
        shutil.rmtree(profile, ignore_errors=True)


class Chromium:
    """One running browser."""

    def __init__(self, program: str, profile: str) -> None:
        reads, self._out = os.pipe()
        self._in, writes = os.pipe()
        # the browser reads its orders on 3 and answers on 4; the shell puts our pipes there and becomes the browser
        script = f'exec "$@" 3<&{reads} 4>&{writes}'
        command = ["bash", "-c", script, "bash", program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, pass_fds=(reads, writes), stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True,
            env={**os.environ, "HOME": profile, "XDG_CONFIG_HOME": profile, "XDG_CACHE_HOME": profile},
        )  # fmt: skip
        os.close(reads)
        os.close(writes)
        self._number = 0
        self._read = b""
        self._tabs: dict[str, Tab] = {}

    def tab(self, width: int = 1280, height: int = 800, scale: float = 1) -> Tab:
        """A new tab in a fresh profile.

        Args:
            width: of the window, in CSS pixels.
            height: of the window.
            scale: device pixels for each CSS pixel; 2 gives sharper screenshots.
        """
        context = self.order("Target.createBrowserContext")["browserContextId"]
        target = self.order("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        session = self.order("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        tab = Tab(self, session, context)
        self._tabs[session] = tab
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.order(f"{domain}.enable")
        tab.resize(width, height, scale)
        return tab

    def order(self, method: str, params: Data | None = None, session: str | None = None) -> Data:
        """Send a command of the DevTools protocol and wait for its answer."""
        self._number += 1
        message: Data = {"id": self._number, "method": method, "params": params or {}}
        if session is not None:
            message["sessionId"] = session
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[os.write(self._out, data) :]
        wanted, until = self._number, time.monotonic() + PATIENCE
        while True:
            answer = self._next(until, method)
            if answer.get("id") == wanted:
                if "error" in answer:
                    raise BrowserFault(f"{method}: {answer['error']['message']}")
                result: Data = answer["result"]
                return result
            self._hear(answer)

    def listen(self, seconds: float) -> None:
        """Take in what the browser says of itself for so long."""
        until = time.monotonic() + seconds
        while b"\0" in self._read or select.select([self._in], [], [], max(0, until - time.monotonic()))[0]:
            self._hear(self._next(until + PATIENCE, "listening"))

    def close(self) -> None:
        """End it."""
        os.close(self._out)  # with its orders gone it leaves
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)

    def forget(self, session: str, context: str) -> None:
        """Close a tab and throw its profile away."""
        self._tabs.pop(session, None)
        self.order("Target.disposeBrowserContext", {"browserContextId": context})

    def _next(self, until: float, waiting_for: str) -> Data:
        while b"\0" not in self._read:
            if not select.select([self._in], [], [], max(0, until - time.monotonic()))[0]:
                raise BrowserFault(f"Chromium did not answer {waiting_for} in time")
            more = os.read(self._in, 1 << 20)
            if not more:
                raise BrowserFault(f"Chromium has ended while {waiting_for} was wanted")
            self._read += more
        line, self._read = self._read.split(b"\0", 1)
        found: Data = json.loads(line)
        return found

    def _hear(self, event: Data) -> None:
        tab = self._tabs.get(event.get("sessionId", ""))
        if tab is not None and "method" in event:
            tab.hear(event["method"], event.get("params", {}))


class Tab:
    """One tab, in a profile of its own."""

    def __init__(self, browser: Chromium, session: str, context: str) -> None:
        self.browser = browser
        self.session = session
        self.context = context
        self.complaints: list[str] = []
        """Errors of scripts, of the console, and refusals of the Content-Security-Policy."""
        self.requests: list[str] = []
        """Every address that was asked for, `data:` apart; the page's own file is the first."""
        self._loads = 0

    def order(self, method: str, params: Data | None = None) -> Data:
        """A command of the DevTools protocol, for this tab."""
        return self.browser.order(method, params, self.session)

    def hear(self, method: str, params: Data) -> None:
        """Take in one event."""
        match method:
            case "Page.loadEventFired":
                self._loads += 1
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                self.complaints.append(details.get("exception", {}).get("description") or details["text"])
            case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning", "assert"):
                self.complaints.append(" ".join(str(a.get("value", a.get("description"))) for a in params["args"]))
            case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
                self.complaints.append(params["entry"]["text"])
            case "Network.requestWillBeSent" if not params["request"]["url"].startswith("data:"):
                self.requests.append(params["request"]["url"])

    def open(self, where: Path | str) -> None:
        """Load a local file, or an address, and wait until it has loaded."""
        url = where.resolve().as_uri() if isinstance(where, Path) else where
        self._loading("Page.navigate", {"url": url})

    def reload(self) -> None:
        """Load the page again."""
        self._loading("Page.reload", {})

    def back(self) -> None:
        """Press Back; a change of the hash alone loads nothing, so give the page a moment with `wait`."""
        self.js("history.back()")

    def js(self, expression: str) -> Any:
        """What an expression of JavaScript gives, as JSON; promises are waited for, errors raise `BrowserFault`."""
        params = {"expression": expression, "returnByValue": True, "awaitPromise": True, "userGesture": True}
        found = self.order("Runtime.evaluate", params)
        if "exceptionDetails" in found:
            details = found["exceptionDetails"]
            raise BrowserFault(details.get("exception", {}).get("description") or details["text"])
        return found["result"].get("value")

    def wait(self, expression: str, seconds: float = 10) -> Any:
        """Wait until an expression is truthy, and give it."""
        until = time.monotonic() + seconds
        while not (found := self.js(expression)):
            if time.monotonic() > until:
                raise BrowserFault(f"after {seconds:g} s this is still not so: {expression}")
            self.browser.listen(0.02)
        return found

    def text(self, selector: str = "body") -> str:
        """The visible text of an element; empty where there is none."""
        found: str = self.js(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")
        return found

    def click(self, selector: str) -> None:
        """Click the middle of an element with the mouse, after scrolling it into view."""
        where = self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            " e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        if where is None:
            raise BrowserFault(f"there is no {selector} to click")
        for kind in ("mousePressed", "mouseReleased"):
            self.order(
                "Input.dispatchMouseEvent",
                {"type": kind, "x": where[0], "y": where[1], "button": "left", "clickCount": 1},
            )

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release one key: a character, or a name of `KEYS` such as `Tab`."""
        code, number, text = KEYS.get(key, (f"Key{key.upper()}", ord(key.upper()[0]) if key.isalnum() else 0, key))
        if key.isdigit():
            code = f"Digit{key}"
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": 8 if shift else 0}
        self.order("Input.dispatchKeyEvent", {"type": "keyDown" if text else "rawKeyDown", "text": text, **common})
        self.order("Input.dispatchKeyEvent", {"type": "keyUp", **common})

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        for character in text:
            self.press(character)

    def resize(self, width: int, height: int, scale: float = 1, *, mobile: bool = False) -> None:
        """Another size of the window; `mobile` also obeys the viewport line as a phone does."""
        params = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile}
        self.order("Emulation.setDeviceMetricsOverride", params)

    def media(self, kind: str = "", **features: str) -> None:
        """Pretend to be another medium: `media("print")`, `media(prefers_color_scheme="dark", forced_colors="active")`.

        What is not named goes back to normal.
        """
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.order("Emulation.setEmulatedMedia", {"media": kind, "features": named})

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Write what is seen, or the whole page, as PNG."""
        params = {"format": "png", "captureBeyondViewport": whole, **self._clip(whole)}
        found = self.order("Page.captureScreenshot", params)
        path.write_bytes(base64.b64decode(found["data"]))

    def pdf(self, path: Path) -> None:
        """Print the page as PDF."""
        found = self.order("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
        path.write_bytes(base64.b64decode(found["data"]))

    def close(self) -> None:
        """Close it."""
        self.browser.forget(self.session, self.context)

    def _clip(self, whole: bool) -> Data:
        if not whole:
            return {}
        size = self.order("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}

    def _loading(self, method: str, params: Data) -> None:
        before = self._loads
        found = self.order(method, params)
        if found.get("errorText"):
            raise BrowserFault(f"the page did not load: {found['errorText']}")
        if method == "Page.navigate" and not found.get("loaderId"):
            return  # only the hash has changed
        until = time.monotonic() + PATIENCE
        while self._loads == before:
            if time.monotonic() > until:
                raise BrowserFault("the page did not finish loading in time")
            self.browser.listen(0.02)
