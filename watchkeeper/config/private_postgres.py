"""A PostgreSQL server of one's own, for tests and benches: started in a temporary folder, removed afterwards.

Run as a program it starts one, runs a command with its address in ``WATCHKEEPER_DATABASE``, and removes it:
``python -m watchkeeper.config.private_postgres [--fast] COMMAND…``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from watchkeeper.kit import clock, ids

NAME = "watchkeeper"
# Losing everything at a crash is no loss to a test; benches keep the server's own, durable settings.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_PATIENCE = 60.0  # seconds a server may take to answer


class NoPostgres(Exception):
    """There is no PostgreSQL server program on this machine; the message says what to install."""


def programs() -> Path:
    """The folder of the newest PostgreSQL's programs. Raises :class:`NoPostgres` when there is none."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if versions:
        return versions[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise NoPostgres("PostgreSQL 15 or newer is needed; on Debian: apt-get install postgresql")


@contextmanager
def private_postgres(settings: Mapping[str, str] | None = None, *, kept: Path | None = None) -> Iterator[str]:
    """The address (``postgresql://…``) of an empty database on a server that lives as long as the block.

    ``settings`` are added to the server's own. With ``kept`` the server's files stay in that folder and are used again
    the next time, other databases and all; one at a time may use it. As root the server runs as ``postgres`` or
    ``nobody``, since it refuses to run as root.
    Raises :class:`NoPostgres` when the machine has none or it does not start.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="watchkeeper-pg-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        password, port = _initialized(folder), _free_port()
        server = _start(folder, port, settings or {})
        _wait_and_create(server, folder, port, password)
        yield f"postgresql://{NAME}:{password}@127.0.0.1:{port}/{NAME}"
    finally:
        if server is not None:
            _stop(server)
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _initialized(folder: Path) -> str:
    """The password of the server in ``folder``, made now unless it was made before."""
    secret, ready = folder / "password", folder / "ready"
    if ready.exists():
        if (folder / "data" / "postmaster.pid").exists():
            # Its owner was killed: whoever holds the folder now may stop what was left running.
            stop: list[str | Path] = [programs() / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "stop"]
            subprocess.run(stop, user=_user(), cwd=folder, capture_output=True, check=False)
        return secret.read_text()
    shutil.rmtree(folder / "data", ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret.unlink(missing_ok=True)
    password = ids.token()
    _initialize(folder, password)
    ready.touch()
    return password


def is_reachable(folder: Path) -> bool:
    """Whether the server's user may enter ``folder``, which exists; a home folder is often closed to it."""
    return subprocess.run(["test", "-x", folder], user=_user(), cwd="/", check=False).returncode == 0


def _initialize(folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if user := _user():
        entry = pwd.getpwnam(user)
        for path in (folder, secret):
            os.chown(path, entry.pw_uid, entry.pw_gid)
    where: list[str | Path] = [programs() / "initdb", "-D", folder / "data", "--pwfile", secret]
    command = [*where, "-U", NAME, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-instructions"]
    made = subprocess.run(command, user=_user(), cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        raise NoPostgres(f"initdb failed:\n{made.stdout}{made.stderr}")


def _start(folder: Path, port: int, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "max_connections": "200"}
    words = [word for name, value in {**options, **settings}.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs() / "postgres", "-D", folder / "data", "-p", str(port), *words],
            user=_user(),
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _wait_and_create(server: subprocess.Popen[bytes], folder: Path, port: int, password: str) -> None:
    until = clock.monotonic() + _PATIENCE
    while True:
        try:
            with psycopg.connect(
                host="127.0.0.1", port=port, user=NAME, password=password, dbname="postgres", autocommit=True
            ) as db:
                db.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
                db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
                return
        except psycopg.OperationalError as error:
            if server.poll() is not None or clock.monotonic() > until:
                raise NoPostgres(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}") from error
            clock.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    # Fast (roll back and close), then immediate, then by force.
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(how)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
        return


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(words: list[str]) -> int:
    """Run the command ``words`` against a private server. Returns its exit status; 3 when there is no server."""
    is_fast = words[:1] == ["--fast"]
    try:
        with private_postgres(FAST if is_fast else None) as url:
            command = words[1:] if is_fast else words
            # PGPASSWORD too: psql and other tools run by hand or by a test need not take the address apart.
            environment = {**os.environ, "WATCHKEEPER_DATABASE": url, "PGPASSWORD": str(urlsplit(url).password)}
            return subprocess.run(command, env=environment, check=False).returncode
    except NoPostgres as error:
        sys.stderr.write(f"{error}\n")
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
