"""The application: the way of a request from what surrounds it to the endpoint, or to the framework's routes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from service.answering import Answering
from service.answers_cache import AnswersCache
from service.evaluation import Evaluator, InThread
from service.express import Express
from service.health import Health
from service.later import Later
from service.pages import Pages
from service.plain_query import PATH
from service.problems import Teller
from service.settings import Settings, read_settings
from service.shared import Shared
from service.sparql import Endpoint

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from graph.store import GraphStore


@dataclass(frozen=True)
class Application:
    """The application and the parts of it that plain queries are answered by.

    answer: the whole, in ASGI; express: the same without its surroundings; routes: those of the framework, which are
    made when they are first asked for.
    """

    answer: Answering
    express: Express
    endpoint: Endpoint
    routes: Later


def assemble(
    store: GraphStore, settings: Settings, evaluator: Evaluator, shared: Shared, answers: AnswersCache
) -> Application:
    """The application that answers from a store.

    shared: what outlives the build; answers: those of this build that were given already.
    """
    pages = Pages(store.build)
    teller, health = Teller(pages), Health(store)
    endpoint = Endpoint(store, settings, pages, evaluator, shared.budget)

    def routes() -> ASGIApp:
        from service.routes import make_routes

        return make_routes(endpoint, teller, health, shared.observer)

    later = Later(routes)
    express = Express(later, {PATH: endpoint.get, "/health": health.answer})
    answering = Answering(
        express,
        version=f"{version('kaifaqu')} {store.build.folder.name}",
        cache=answers,
        observer=shared.observer,
        teller=teller,
        settings=settings,
    )
    return Application(answering, express, endpoint, later)


def create_app(
    store: GraphStore,
    settings: Settings | None = None,
    evaluator: Evaluator | None = None,
    shared: Shared | None = None,
) -> ASGIApp:
    """The application by itself, for other hosts.

    The settings come from the environment unless they are given; queries are evaluated in threads unless there is an
    evaluator.
    """
    settings = settings or read_settings(os.environ)
    shared, answers = shared or Shared.of(settings), AnswersCache(settings.cache_bytes)
    return assemble(store, settings, evaluator or InThread(store), shared, answers).answer
