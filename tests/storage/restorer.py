"""A process of its own that restores a backup and is killed on the way.

`restorer BACKUP TARGET MOMENT` ends itself with SIGKILL before the MOMENT-th thing that it does to
files: opening one to write, moving, linking, deleting.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from storage.files import put_back

_MOMENTS = {"os.remove", "os.rename", "os.link", "sqlite3.connect", "os.chmod"}


def killing(moment: int) -> None:
    """Let the process die at that moment."""
    seen = 0

    def hook(name: str, _arguments: object) -> None:
        nonlocal seen
        if name in _MOMENTS:
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


if __name__ == "__main__":
    _, backup, target, at = sys.argv
    killing(int(at))
    put_back(Path(backup), Path(target), datetime(2026, 11, 24, tzinfo=UTC), replace=True)
