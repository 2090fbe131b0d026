"""The response of /health: whether queries are answered, the build, and the state of the workers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from service.web.response import HttpResponse

if TYPE_CHECKING:
    from service.served_build import Identity
    from service.workers.pool import Load


def health_response(identity: Identity, load: Load | None) -> HttpResponse:
    """The response for a build. It is 503 if no worker is alive or starting.

    load: the state of the workers; None where the application runs without any.
    """
    # While all workers are replaced, none is alive for some milliseconds; requests wait for the new ones.
    is_well = load is None or load.alive + load.starting > 0
    state: dict[str, Any] = {
        "status": "ok" if is_well else "unavailable",
        "build": identity.name,
        "statements": identity.statements,
        "engine": identity.engine,
    }
    if load:
        state["workers"] = {"alive": load.alive, "wanted": load.wanted}
        state["queue"] = {"waiting": load.waiting, "oldest_seconds": round(load.oldest_wait, 3)}
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse.from_starlette(JSONResponse(state, status, headers={"Cache-Control": "no-store"}))
