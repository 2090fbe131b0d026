"""The set-up of uvicorn: the protocol, what its connections share, and the log."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any

from uvicorn.config import LOGGING_CONFIG

from service.http.connection import Services
from service.http.connection_limits import ConnectionLimits, raise_descriptor_limit
from service.http.protocol import HttpProtocol

if TYPE_CHECKING:
    from service.core.settings import Settings
    from service.web.log_writer import LogWriter
    from service.web.request_log import RequestLog
    from service.web.sending import SendLedger


def protocol_of(services: Services) -> Any:  # noqa: ANN401  uvicorn wants a class
    """The factory of the protocol of each connection."""
    return partial(HttpProtocol, services)


def services_of(settings: Settings, request_log: RequestLog, ledger: SendLedger) -> Services:
    """What all connections share; raises this process's limit of descriptors."""
    limits = ConnectionLimits.of(settings, raise_descriptor_limit())
    request_log.add_source(limits)
    request_log.add_source(ledger)
    return Services(settings, request_log, limits, ledger)


def uvicorn_log(log: LogWriter) -> dict[str, Any]:
    """The logging of uvicorn and of all else in its process, which writes to a log instead of standard error."""
    config = deepcopy(LOGGING_CONFIG)
    config["handlers"] = {"default": {**config["handlers"]["default"], "stream": log}}
    config["root"] = {"handlers": ["default"], "level": "WARNING"}
    config["loggers"] = {"uvicorn": {"handlers": ["default"], "level": "INFO", "propagate": False}}
    config["formatters"]["default"]["use_colors"] = False
    return config
