"""Outside programs (apt-get, dpkg, npm, php): run, try again, fail in one sentence."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Report = Callable[[str], None]

DOCKER_REMEDY = "run `docker compose up`, which brings its own WordPress"


class WordPressUnavailable(Exception):
    """No WordPress can be had here: `why` in one sentence, `remedy` in another."""

    def __init__(self, why: str, remedy: str = DOCKER_REMEDY) -> None:
        self.why = why
        self.remedy = remedy
        super().__init__(f"{why} What helps: {remedy}.")


def require(program: str, remedy: str = DOCKER_REMEDY) -> str:
    """The path of `program`. Raises WordPressUnavailable when it is not installed."""
    found = shutil.which(program)
    if found is None:
        raise WordPressUnavailable(f"The program `{program}` is not on this machine.", remedy)
    return found


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
    timeout: float = 300,
) -> str:
    """Standard output of `command`; `env` is added to this process's environment.

    Raises WordPressUnavailable with the last line the program wrote when it fails or takes
    longer than `timeout` seconds.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            input=stdin or "",
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WordPressUnavailable(f"`{words[0]}` took longer than {timeout:.0f} s.") from None
    if done.returncode != 0:
        raise WordPressUnavailable(f"`{' '.join(words[:2])}` failed: {_last_line(done)}")
    return done.stdout


def run_with_retries(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    tries: int = 3,
) -> str:
    """`run` for downloads: tries again after 1 s, 2 s, … and raises the last failure."""
    for number in range(1, tries):
        try:
            return run(command, cwd=cwd, env=env)
        except WordPressUnavailable:
            time.sleep(number)
    return run(command, cwd=cwd, env=env)


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return lines[-1].strip() if lines else f"exit status {done.returncode}."
