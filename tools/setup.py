"""Builds both environments from their locks; needs nothing but Python 3.11 and a package registry.

Run by the Makefile with the system's Python; imports the standard library only.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import threading
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST_SPACE = 6 * 1024**3  # bytes both environments and a model take, with room to breathe
ENVIRONMENTS = {
    # Rasa 3.6.21 declares Python <3.11 yet runs on it; its lock is complete, so no resolving.
    ".venv-rasa": ("rasa.txt", ["--no-deps", "--ignore-requires-python"]),
    ".venv": ("app.txt", []),
}


def main() -> int:
    """Build what is missing or out of date; both at once, since downloads and unpacking overlap."""
    if sys.version_info[:2] != (3, 11):
        return fail(f"Lotse needs Python 3.11, this is {sys.version.split()[0]}: install Python "
                    "3.11 and run `make PYTHON=python3.11 run`.")
    todo = [name for name in ENVIRONMENTS if stamp(name) != wanted(name)]
    if not todo:
        return 0
    if shutil.disk_usage(ROOT).free < LEAST_SPACE:
        return fail("The disk is full: both environments need about 6 GB; free some space.")
    failures: list[str] = []
    threads = [threading.Thread(target=build, args=(name, failures)) for name in todo]
    for thread in threads:
        thread.start()
    wait(threads, todo)
    return fail(" ".join(failures)) if failures else 0


def wait(threads: list[threading.Thread], names: list[str]) -> None:
    """A line that shows life while pip works."""
    started = time.monotonic()
    terminal = sys.stdout.isatty()
    last = 0.0
    while any(thread.is_alive() for thread in threads):
        seconds = time.monotonic() - started
        if terminal or seconds - last >= 15:
            last = seconds
            end = "\r" if terminal else "\n"
            print(f"Installing {' and '.join(names)} … {seconds:4.0f} s", end=end, flush=True)
        time.sleep(1.0)
    print(f"Worked on {' and '.join(names)} for {time.monotonic() - started:.0f} s", flush=True)


def build(name: str, failures: list[str]) -> None:
    """One environment, from its lock; its log is kept for the sentence that says what failed."""
    lock, options = ENVIRONMENTS[name]
    folder, log = ROOT / name, ROOT / "var/log" / f"install{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        if folder.is_symlink():
            folder.unlink()
        venv.create(folder, with_pip=True, clear=True)
        with log.open("w") as out:
            pip(folder, out, "install", *options, "-r", str(ROOT / "requirements" / lock))
            if name == ".venv":
                pip(folder, out, "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
        (folder / ".lotse").write_text(wanted(name))
    except Exception as error:  # a thread's end: whatever it was must reach the person
        failures.append(reason(name, log, error))


def pip(folder: Path, out: object, *arguments: str) -> None:
    """Pip with the machine's own settings (index, PIP_FIND_LINKS); nothing here names a host."""
    subprocess.run(
        [str(folder / "bin/python"), "-m", "pip", *arguments, "--no-input",
         "--disable-pip-version-check"],
        stdout=out, stderr=subprocess.STDOUT, check=True)  # type: ignore[call-overload]


def reason(name: str, log: Path, error: Exception) -> str:
    """What went wrong, and what to do."""
    words = log.read_text(errors="replace") if log.exists() else str(error)
    if "No space left" in words or getattr(error, "errno", None) == 28:
        return f"{name}: the disk is full; free about 6 GB and try again."
    unreachable = ("Failed to establish", "Temporary failure in name", "Connection refused",
                   "Max retries exceeded", "Network is unreachable", "ProxyError", "timed out")
    if any(word in words for word in unreachable) or "from versions: none" in words:
        return (f"{name}: the package registry does not answer; connect this machine, or point pip "
                "to a registry or a folder of wheels (PIP_INDEX_URL, PIP_FIND_LINKS).")
    last = next((line for line in reversed(words.splitlines()) if line.strip()), str(error))
    return f"{name}: pip failed ({last.strip()[:200]}); see {log}."


def wanted(name: str) -> str:
    """What an up-to-date environment was built from."""
    lock, options = ENVIRONMENTS[name]
    files = [ROOT / "requirements" / lock, ROOT / "pyproject.toml"]
    digest = hashlib.sha256(" ".join(options).encode())
    for file in files if name == ".venv" else files[:1]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def stamp(name: str) -> str | None:
    """What the environment there now was built from."""
    try:
        return (ROOT / name / ".lotse").read_text()
    except OSError:
        return None


def fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main())
