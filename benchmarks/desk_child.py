"""A process that shows the desk's newest leads: `python -m benchmarks.desk_child PROFILE KEY [idle]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(path: Path, key: bytes, *, idle: bool) -> None:
    """Does what `salesdesk.app.run` does, the key being there; leaves after the first frame, or idle for a while."""
    from salesdesk.app import SETTLE_IN_MS, Running, application
    from salesdesk.desk import profile

    settings = profile.settings_of(path)
    app = application(settings)
    running = Running(app, profile.with_key(path, key), settings)

    from PySide6.QtCore import QTimer

    from benchmarks.frame_end import watch

    def leave() -> None:
        running.close()
        app.quit()

    def remember() -> None:
        sys.stdout.write(f"{_resident()}\n")
        leave()

    after = (lambda: QTimer.singleShot(3_000, remember)) if idle else (lambda: os._exit(0))
    watch(running.window.here.list.view, after)
    running.window.show()
    QTimer.singleShot(SETTLE_IN_MS, lambda: running.settle_in(path))
    app.exec()


def _resident() -> int:
    """The bytes of memory in use now; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), idle="idle" in sys.argv[3:])
