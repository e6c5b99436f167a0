"""Caddy with a starter's own Caddyfile, as `compose.yaml` has it in front of gunicorn.

A browser opens connections in reserve and holds them: with TLS each would occupy one
of gunicorn's threads. So browsers meet a starter where visitors do, behind its proxy.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scaffold.run import processes
from services import missing
from starters import answers, free_port, run, wait_for


def caddy() -> str:
    """The path of the program of this machine; skip without it."""
    found = shutil.which("caddy")
    if found is None:
        missing("Caddy")
    return found


@contextmanager
def proxied(project: Path, server: str, folder: Path) -> Iterator[str]:
    """Put the Caddyfile of ``project`` in front of ``server`` until the block ends.

    Gives the address, ``https://localhost:PORT``; only this machine reaches it, with a
    certificate that nobody knows. What Caddy keeps and logs goes into ``folder``.
    """
    folder.mkdir()
    port = free_port()
    env = {
        "HOME": str(folder),
        "PATH": "",
        "SITE_ADDRESS": f"localhost:{port}",
    }
    source = folder / "Caddyfile"
    source.write_text(known_here((project / "Caddyfile").read_text("utf-8")), "utf-8")
    adapt = ("adapt", "--adapter", "caddyfile", "--config", source)
    config = json.loads(run(caddy(), *adapt, env=env))
    file = folder / "caddy.json"
    file.write_text(json.dumps(here(config, port, urlsplit(server).netloc)))
    log = folder / "caddy.log"
    url = f"https://localhost:{port}"
    with (
        log.open("wb") as output,
        processes.started(
            (caddy(), "run", "--config", file),
            cwd=folder,
            env=env,
            output=output.fileno(),
        ) as process,
    ):
        wait_for(lambda: answers(url), "Caddy", process, log)
        yield url


def known_here(caddyfile: str) -> str:
    """The same in the words of this machine's Caddy: Debian's is older than 2.7."""
    version = run(caddy(), "version").lstrip("v").split(".")
    if (int(version[0]), int(version[1])) >= (2, 7):
        return caddyfile
    words = r"buffer_requests\n\t\tmax_buffer_size \1"
    old, count = re.subn(r"request_buffers (\w+)", words, caddyfile)
    assert count == 1, "else bodies are not buffered, and slow clients hold threads"
    return old


def here(config: dict[str, Any], port: int, server: str) -> dict[str, Any]:
    """The same for this machine: one server instead of those that a DNS name gives."""
    (site,) = config["apps"]["http"]["servers"].values()
    site["listen"] = [f"127.0.0.1:{port}"]
    site["automatic_https"] = {"disable_redirects": True}
    (route,) = site["routes"]
    (inner,) = route["handle"][0]["routes"]
    proxy = next(h for h in inner["handle"] if h["handler"] == "reverse_proxy")
    assert proxy.pop("dynamic_upstreams")["name"] == "web", "as compose.yaml calls it"
    proxy["upstreams"] = [{"dial": server}]
    config["admin"] = {"disabled": True}
    config["apps"]["pki"] = {
        "certificate_authorities": {"local": {"install_trust": False}}
    }
    return config
