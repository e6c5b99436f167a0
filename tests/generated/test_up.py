"""`scaffold up`: both starters served side by side, and nothing left of them."""

import os
import re
import signal
from pathlib import Path

import httpx
import pytest
from leftovers import gone, listens, processes_of
from up_command import running

from starters import FRAMEWORKS, LIMIT, PROJECT, scaffold


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("up")
    scaffold("both", PROJECT, "--output-dir", folder)
    return folder / PROJECT


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_both_serve_the_sample_rows_and_know_the_printed_login(
    project: Path, tmp_path: Path
) -> None:
    """Health, pages with their style, admin, API docs, over HTTP; then Ctrl-C."""
    before = contents(project)
    with running(project, tmp_path) as up:
        name, password = up.login
        assert list(up.urls) == list(FRAMEWORKS)
        # One client, as one browser: a login to one must not end that to the other.
        with httpx.Client(follow_redirects=True, timeout=LIMIT) as client:
            for url in up.urls.values():
                health = client.get(f"{url}/api/health").json()
                assert health["status"] == "healthy"
                assert client.get(f"{url}/api/products?limit=1").json()["items"]
                assert client.get(f"{url}/api/docs").status_code == 200
                page = client.get(f"{url}/accounts/login").text
                style = re.search(r'rel="stylesheet" href="([^"]+)"', page)
                assert style and client.get(f"{url}{style[1]}").status_code == 200
                token = re.search(r'name="(csrf\w+)"[^>]*value="([^"]+)"', page)
                assert token
                pair = {"username": name, "password": password}
                form = {token[1]: token[2], **pair}
                client.post(f"{url}/accounts/login", data=form)
                answer = client.post(f"{url}/api/token", json=pair)
                assert answer.status_code == 200
            for url in up.urls.values():
                assert client.get(f"{url}/admin/").url.path == "/admin/"
        assert all(map(listens, up.ports))
        ports = up.ports
        assert up.ends(signal.SIGINT) == 0
    assert not gone(tmp_path)
    assert not any(map(listens, ports))
    assert not list(tmp_path.iterdir())
    assert contents(project) == before
    said = "".join(up.log)
    # For people, as debug is on; for a machine, each line would be JSON.
    assert re.search(r'^django \| [^{]*"GET /api/docs', said, re.M)
    assert re.search(r'^flask  \| [^{]*"GET /api/docs', said, re.M)
    assert said.endswith("Both servers and their databases are gone\n")
    assert password not in said


@pytest.mark.ci
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_runs_on_after_it(
    number: signal.Signals, project: Path, tmp_path: Path
) -> None:
    with running(project, tmp_path) as up:
        ports = up.ports
        assert len(ports) == 3
        assert up.ends(number) == (-number if number is signal.SIGKILL else 0)
    assert not gone(tmp_path)
    assert not any(map(listens, ports))


@pytest.mark.ci
def test_when_one_server_ends_so_does_the_other(project: Path, tmp_path: Path) -> None:
    """And the message says which one it was."""
    with running(project, tmp_path) as up:
        (scratch,) = tmp_path.iterdir()
        flask = processes_of(scratch / "flask")
        # The master has the lower number: it started the worker.
        os.kill(min(flask), signal.SIGKILL)
        assert up.ends() == 1
    assert not gone(tmp_path)
    assert "Error: the Flask server ended by itself (signal 9)" in "".join(up.log)
