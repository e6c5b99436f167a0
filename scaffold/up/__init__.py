"""Serve both starters side by side, on sample data that is gone afterwards.

servers, and in front of them a window: framing (headers), visits (what each frame
shows) and twins (whether both mean the same).
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from pathlib import Path

from scaffold.project import pair
from scaffold.run.sides import side_at
from scaffold.run.starters import Editor
from scaffold.system import temporary
from scaffold.up import servers, window

Say = Callable[[str], None]


def up(
    project_dir: Path, *, say: Say, log: Say, tell: Say, opened: Say | None = None
) -> None:
    """Set both up and serve them until somebody interrupts.

    ``say`` gets the addresses and the login, ``log`` what the servers log, ``tell`` the
    steps, ``opened`` the address to open in a browser. Raises ScaffoldError when a step
    fails or a server ends by itself, NotAPair when ``project_dir`` is not what
    ``scaffold both`` makes.
    """
    folders = pair.folders(project_dir)
    editor = Editor(name="admin", password=secrets.token_urlsafe(12))
    with (
        temporary.folder("up") as folder,
        contextlib.ExitStack() as stack,
    ):
        sides = [
            side_at(framework, project, folder, tell)
            for framework, project in folders.items()
        ]
        tell("Creating tables, sample rows and a login")
        servers.prepare(sides, editor)
        tell("Starting both servers")
        running = [stack.enter_context(servers.running(side, log)) for side in sides]
        for server in running:
            servers.wait_until_healthy(server)
        port = stack.enter_context(
            window.opened(running, title=project_dir.resolve().name)
        )
        # One block, and last: what the servers log comes below it.
        say(
            "\n".join(
                (
                    *map(servers.addresses, running),
                    f"Both in one window: http://{servers.WINDOW_HOST}:{port}/",
                    f"  where a browser does not know that name: {window.entry(port)}",
                    f"Log in as {editor.name} with the password {editor.password}",
                    "Ctrl-C ends both.",
                )
            )
        )
        if opened:
            opened(window.entry(port))
        servers.watch(running)
