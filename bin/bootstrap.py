"""Sets up `.venv` when it is missing or old, then starts what was asked for. Standard library only.

Behind bin/run, bin/test, bin/check, bin/seed, bin/shots and bin/bench.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOOD = Path.cwd()
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "hashmend-stamp.txt"
INPUTS = ("pyproject.toml", "package-lock.json", "hatch_build.py", "src/hashmend/web/icons.txt")


def main(arguments: list[str]) -> None:
    """Run the command named first."""
    command, *rest = arguments
    os.chdir(ROOT)
    {"run": run, "seed": seed, "test": test, "check": check, "shots": shots, "bench": bench}[command](rest)


def run(arguments: list[str]) -> None:
    """Prepare the data and serve."""
    parser = argparse.ArgumentParser(prog="bin/run", description="Set up what is missing and serve Hashmend.")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--data", help="folder of database, files, key and logins (var/)")
    parser.add_argument("--empty", action="store_true", help="leave the demo world out; the first page makes the admin")
    options = parser.parse_args(arguments)
    set_up(dev=False)
    use_data(options.data)
    manage("prepare", *(["--empty"] if options.empty else []))
    become(PYTHON, "manage.py", "serve", "--host", options.host, "--port", str(options.port))


def seed(arguments: list[str]) -> None:
    """Prepare the data with the demo world."""
    parser = argparse.ArgumentParser(prog="bin/seed", description="Tell the demo's story if it was not told yet.")
    parser.add_argument("--data", help="folder of database, files, key and logins (var/)")
    options = parser.parse_args(arguments)
    set_up(dev=False)
    use_data(options.data)
    manage("prepare")


def test(arguments: list[str]) -> None:
    """Run the tests that need neither a browser nor a database server, on every core."""
    set_up(dev=True)
    spread = [] if any(argument.startswith("-n") for argument in arguments) else ["-n", "auto"]
    become(PYTHON, "-m", "pytest", "-p", "no:playwright", "-m", "not browser", *spread, *arguments)


def check(arguments: list[str]) -> None:
    """Run every check; see bin/checks.py."""
    set_up(dev=True)
    become(PYTHON, "bin/checks.py", *arguments)


def shots(arguments: list[str]) -> None:
    """Photograph every page; see tests/browser/shots.py."""
    set_up(dev=True)
    become(PYTHON, "-m", "tests.browser.shots", *arguments)


def bench(arguments: list[str]) -> None:
    """Measure; see tests/load/."""
    set_up(dev=True)
    become(PYTHON, "-m", "tests.load", *arguments)


def set_up(*, dev: bool) -> None:
    """Make `.venv` hold this version's packages; a start that was killed half way is made good by the next."""
    wanted = digest()
    kept = STAMP.read_text().split() if STAMP.exists() else ["", ""]
    if kept[0] == wanted and (kept[1] == "dev" or not dev):
        return
    dev = dev or kept[1] == "dev"
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not STAMP.exists():
            say("Making .venv")
            if importlib.util.find_spec("ensurepip") is None:
                sys.exit("Python's venv module is missing. On Debian or Ubuntu: apt-get install -y python3-venv")
            call(sys.executable, "-m", "venv", "--clear", VENV)
        STAMP.unlink(missing_ok=True)
        say("Installing packages")
        call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ".[dev]" if dev else ".")
        STAMP.write_text(f"{wanted} {'dev' if dev else 'run'}\n")


def digest() -> str:
    """Return the digest of what the packages depend on, and of the place: scripts in `.venv` name it."""
    parts = [str(ROOT).encode(), *((ROOT / name).read_bytes() for name in INPUTS)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def use_data(folder: str | None) -> None:
    """Let `--data` win over HASHMEND_DATA_DIR; a relative folder counts from where the person stands."""
    if folder:
        os.environ["HASHMEND_DATA_DIR"] = str((STOOD / folder).resolve())


def manage(*arguments: str) -> None:
    """Run a command of manage.py and go on."""
    call(PYTHON, "manage.py", *arguments)


def call(*command: str | Path) -> None:
    """Run a program; end with its code when it fails."""
    try:
        code = subprocess.run([str(part) for part in command], check=False).returncode
    except KeyboardInterrupt:
        code = 130
    if code:
        sys.exit(code)


def become(*command: str | Path) -> None:
    """Turn into the program, so that signals and the exit code are its own."""
    sys.stdout.flush()
    os.execv(str(command[0]), [str(part) for part in command])


def say(sentence: str) -> None:
    """Tell what takes a while."""
    print(f"{sentence} …", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
