"""Databases of our own, on free ports, that tests may stop and start."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

from starters import free_port, run, wait_for


def missing(what: str) -> NoReturn:
    """Skip for want of a service on a developer's machine; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is needed in CI")
    pytest.skip(f"{what} is not installed here")


def postgres_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine."""
    homes = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    found = homes[-1] if homes else shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass(kw_only=True)
class Postgres:
    """A private cluster in `folder`; PostgreSQL refuses to run as root."""

    folder: Path
    binaries: Path
    port: int = field(default_factory=free_port)

    def create(self) -> None:
        if os.getuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run(
            "initdb",
            f"--pgdata={self.folder / 'data'}",
            "--username=scaffold",
            "--auth=trust",
            "--no-sync",
            "--locale=C.UTF-8",
            "--encoding=UTF8",
        )

    def start(self, *, fsync: bool = False) -> None:
        """Start it; without ``fsync`` it would lose data with the machine's power only."""
        options = (
            f"-p {self.port} -k '' -h 127.0.0.1 -c max_connections=50 "
            f"-c fsync={'on' if fsync else 'off'}"
        )
        self._control("start", f"--log={self.folder / 'log'}", f"--options={options}")

    def stop(self) -> None:
        """Stop at once, as a machine that loses its power."""
        self._control("stop", "--mode=immediate")

    def database(self, name: str, template: str = "template1") -> str:
        """Create a database, empty or a copy of another one, and return its URL."""
        self.drop(name)
        self.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql://scaffold@127.0.0.1:{self.port}/{name}"

    def drop(self, name: str) -> None:
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def query(self, statement: str, database: str = "postgres") -> str:
        psql = ("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--host=127.0.0.1")
        where = (f"--port={self.port}", "--username=scaffold", f"--dbname={database}")
        return self._run(*psql, *where, "--command", statement)

    @contextmanager
    def within(self, database: str, statement: str) -> Iterator[None]:
        """Keep a transaction open, and what it has locked, until the block ends."""
        psql = (self.binaries / "psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1")
        where = ("--host=127.0.0.1", f"--port={self.port}", "--username=scaffold")
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [*psql, "--quiet", *where, database],
            stdin=pipe,
            stdout=pipe,
            text=True,
        ) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"BEGIN; {statement};\n\\echo begun\n")
            process.stdin.flush()
            assert "begun\n" in iter(process.stdout.readline, ""), statement
            yield

    def _control(self, action: str, *arguments: str) -> None:
        data = f"--pgdata={self.folder / 'data'}"
        self._run("pg_ctl", action, data, "--wait", "--silent", *arguments)

    def _run(self, program: str, *arguments: str) -> str:
        who = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        return run(*who, self.binaries / program, *arguments, cwd=self.folder)


@dataclass(kw_only=True)
class Redis:
    """A private Redis that keeps nothing on disk, unless it is told to."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def database(self, number: int) -> str:
        """Empty one of its 16 databases and return its URL."""
        words = ("redis-cli", "-p", str(self.port), "-n", str(number), "flushdb")
        run(*words, cwd=self.folder)
        return self.url.replace("/0", f"/{number}")

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        log = self.folder / "redis.log"
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), *options, "--logfile", log],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ping = ["redis-cli", "-p", str(self.port), "ping"]
        wait_for(
            lambda: subprocess.run(ping, capture_output=True).stdout == b"PONG\n",
            "redis-server",
            self._process,
            log,
        )

    def hang(self) -> None:
        """Take connections, as its system does for it, but answer nothing."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def stop(self, *, keep: bool = False) -> None:
        """Stop at once; with ``keep`` it starts again with the data that it has now."""
        (self.folder / "dump.rdb").unlink(missing_ok=True)
        if keep:
            run("redis-cli", "-p", str(self.port), "save", cwd=self.folder)
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@dataclass(kw_only=True)
class MariaDB:
    """A private server without passwords; its socket lies in ``folder``."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        data, log = self.folder / "data", self.folder / "mariadb.log"
        user = pwd.getpwuid(os.getuid()).pw_name
        run(
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={data}",
            f"--user={user}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            cwd=self.folder,
        )
        self._process = subprocess.Popen(
            [
                "mariadbd",
                "--no-defaults",
                f"--datadir={data}",
                f"--user={user}",
                f"--port={self.port}",
                f"--socket={self.folder / 'socket'}",
                f"--log-error={log}",
                "--bind-address=127.0.0.1",
            ],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self._answers, "mariadbd", self._process, log)

    def _answers(self) -> bool:
        socket = f"--socket={self.folder / 'socket'}"
        ping = ["mariadb-admin", "--no-defaults", socket, "--user=root", "ping"]
        return subprocess.run(ping, capture_output=True).returncode == 0

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
