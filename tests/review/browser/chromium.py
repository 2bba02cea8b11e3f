"""A real Chromium, driven through its debugging pipe: no driver program, no port, no library."""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import signal
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

Message: TypeAlias = dict[str, Any]
"""What the protocol's messages are is its matter: tests pick single members out of them."""

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE: Final = 30.0
"""Seconds after which an answer is not awaited any more."""
_FLAGS: Final = (
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-gpu",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--force-color-profile=srgb", "--hide-scrollbars", "--mute-audio", "--no-sandbox",
)  # fmt: skip


def find() -> str:
    """Return the program, or nothing where this machine has none on its path."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


class Browser:
    """One browser with one page. `events` are what the page reported, in their order."""

    def __init__(self, commands: int, answers: int) -> None:
        self.events: list[Message] = []
        self._commands, self._answers = commands, answers
        self._number = 0
        self._buffer = b""
        self._session = ""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = str(self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: object) -> Message:
        """Send one command and return its result; events that come before it are kept."""
        self._number += 1
        message: Message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: Message = answer["result"]
                return result
            self.events.append(answer)

    def _receive(self) -> Message:
        """The next message."""
        while b"\0" not in self._buffer:
            if not select.select([self._answers], [], [], PATIENCE)[0]:
                raise TimeoutError("the browser does not answer")
            part = os.read(self._answers, 1 << 20)
            if not part:
                raise ConnectionError("the browser has gone")
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: Message = json.loads(line)
        return message

    def open(
        self, page: Path, *, width: int = 1_440, height: int = 900, dark: bool = False, script: bool = True
    ) -> None:
        """Load a page from a file and wait until it is there; what earlier pages reported is forgotten."""
        self.send("Emulation.setScriptExecutionDisabled", value=not script)
        self.resize(width, height, dark=dark)
        self.events.clear()
        self.send("Page.navigate", url=page.as_uri())
        self.await_event("Page.loadEventFired")

    def resize(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """Give the page a size in pixels and a colour scheme."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send(
            "Emulation.setEmulatedMedia", features=[scheme, {"name": "prefers-reduced-motion", "value": "reduce"}]
        )

    def await_event(self, method: str) -> Message:
        """Return the first event of this name, be it here already or yet to come."""
        for each in self.events:
            if each.get("method") == method:
                return each
        while (event := self._receive()).get("method") != method:
            self.events.append(event)
        self.events.append(event)
        return event

    def run(self, expression: str) -> Any:
        """Return what a JavaScript expression is worth, a promise's outcome too; raise what it throws."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True,
                           userGesture=True)  # fmt: skip
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", "it threw"))
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release one key, by its name."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowRight": 39, "ArrowLeft": 37, "ArrowDown": 40, "ArrowUp": 38,
                 "Home": 36, "End": 35}  # fmt: skip
        common = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", **common, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        self.send("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of the first element that a selector finds."""
        place = json.dumps(selector)
        box: Mapping[str, float] = self.run(
            f"(() => {{ const each = document.querySelector({place}); each.scrollIntoView({{block: 'center'}});"
            " const box = each.getBoundingClientRect();"
            " return {x: box.x + box.width / 2, y: box.y + box.height / 2}; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=box["x"], y=box["y"], button="left", clickCount=1)

    def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.run(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise TimeoutError(f"never true: {expression}")
            time.sleep(0.02)

    def draw(self, *, whole: bool = False) -> bytes:
        """Return the page as a picture (PNG), the visible part or the whole of it."""
        return b64decode(self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"])


@contextmanager
def launch(folder: Path) -> Iterator[Browser]:
    """Run a browser for as long as a block lasts, with everything that it keeps below `folder`."""
    # Its two pipes must be its descriptors 3 and 4, so ours are moved out of the way first.
    (read_commands, commands), (answers, write_answers) = (tuple(map(_lift, os.pipe())) for _ in range(2))
    log = os.open(folder / "chromium.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    moves = [(os.POSIX_SPAWN_DUP2, source, target)
             for source, target in ((log, 1), (log, 2), (read_commands, 3), (write_answers, 4))]  # fmt: skip
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    program = find()
    arguments = [program, *_FLAGS, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    process = os.posix_spawn(program, arguments, environment, file_actions=moves, setpgroup=0)
    for each in (read_commands, write_answers, log):
        os.close(each)
    try:
        yield Browser(commands, answers)
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(commands)
        os.close(answers)


def _lift(descriptor: int) -> int:
    """The same pipe at a number that nothing is moved to."""
    lifted: int = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 20)
    os.close(descriptor)
    return lifted
