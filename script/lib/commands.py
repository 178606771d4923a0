"""Running other programs, quietly while they succeed."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from script.lib.failure import SolvableError

CAUSE = re.compile(r"^(E:|ERROR|error:|FATAL|psql: error)|^[\w.]*(Error|Exception|Failure)\b:")


def run_quietly(
    command: Sequence[str | Path],
    advice: str,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    text_in: str | None = None,
    user: int | str | None = None,
    log: Path | None = None,
) -> str:
    """Run a program and return what it printed.

    :param advice: how the one line begins that is shown when the program fails; its last words follow
    :param log: keep everything the program printed in this file
    :raises SolvableError: when the program fails or does not exist
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL if text_in is None else None,
            input=text_in,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment,
            cwd=folder,
            user=user,
            check=False,
        )
    except FileNotFoundError as error:
        raise SolvableError(f"{advice}: the program {error.filename} is missing") from error
    if log:
        log.write_text(done.stdout)
    if done.returncode:
        raise SolvableError(f"{advice}: {last_words(done.stdout)}" + (f" (all of it: {log})" if log else ""))
    return done.stdout


def last_words(output: str) -> str:
    """The line of a failed program's output that most likely names the cause."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if any("No space left on device" in line for line in lines):
        return "the disk is full: free some space (about 5 GB are needed) and run this again"
    causes = [line for line in lines if CAUSE.search(line)]
    return (causes or lines or ["it printed nothing"])[-1][:300]
