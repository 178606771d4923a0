"""Failures that end a command with one line saying what to do."""

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


class SolvableError(Exception):
    """A problem the reader can solve; its text is one line that says how."""


def end_with_one_line(main: Callable[[list[str]], int | None], command: str) -> None:
    """Run a command; whatever goes wrong ends with one line on standard error and exit code 1."""
    try:
        code = main(sys.argv[1:])
    except SolvableError as failure:
        code = _explain(command, str(failure))
    except KeyboardInterrupt:
        code = _explain(command, f"interrupted; run script/{command} again to go on where it stopped")
    except OSError as error:
        code = _explain(command, describe_os_error(error))
    except subprocess.CalledProcessError as error:
        code = _explain(command, f"{Path(str(error.cmd[0])).name} failed with exit code {error.returncode}; see above")
    sys.exit(code or 0)


def describe_os_error(error: OSError) -> str:
    """Say in one line what an error of the operating system asks the reader to do."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"the disk is full{where}: free some space (about 5 GB are needed) and run this again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"no permission to write{where}: correct its owner, or set XDG_CACHE_HOME to a folder you may write to"
    return f"{error.strerror or error}{where}"


def _explain(command: str, message: str) -> int:
    sys.stdout.flush()
    print(f"script/{command}: {' '.join(message.split())}", file=sys.stderr)
    return 1
