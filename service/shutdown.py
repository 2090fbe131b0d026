"""How a signal ends a server: after a first it answers what is in progress, a second ends it at once."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from types import FrameType

    from service.web.log_writer import LogWriter


class HttpServer(uvicorn.Server):
    """The server of uvicorn. After a first signal it answers the requests in progress; a second ends it at once."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        self.force_exit = self.should_exit
        super().handle_exit(sig, frame)


def write_log_to_end(log: LogWriter) -> None:
    """Write the log before SIGTERM ends this process; uvicorn raises the signal again at its end."""

    def end(number: int, _frame: FrameType | None) -> None:
        log.drain(1)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    signal.signal(signal.SIGTERM, end)
