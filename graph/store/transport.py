"""The protocol of a connection to a remote engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing import BinaryIO

    from graph.process.jail import OpenFiles

USER, PASSWORD, TOKEN = "KAIFAQU_ENGINE_USER", "KAIFAQU_ENGINE_PASSWORD", "KAIFAQU_ENGINE_TOKEN"
"""The variables of the environment that hold credentials: for HTTP Basic, or a bearer token."""
CONNECT_SECONDS = 5.0
"""How long an engine may take to accept a connection."""
_MOST_EXCERPT = 300  # characters
Graphs = tuple[tuple[str, str], ...]
"""The parameters of the SPARQL Protocol that name a dataset: pairs of a name and an IRI."""


def excerpt(said: str) -> str:
    """Return the beginning of what an engine says, for a message."""
    return said[:_MOST_EXCERPT].strip()


class Transport(Protocol):
    """Sends queries to an engine."""

    def ask(self, query: str, accept: str, graphs: Graphs = ()) -> BinaryIO:
        """The body of an answer, which is fetched as it is read.

        Raises QueryRejected where the engine refuses the query, and EngineUnavailable where there is no answer; reading
        raises EngineUnavailable where the rest does not come.
        """
        ...

    def in_worker(self) -> OpenFiles:
        """Prepare a forked process that is about to give up opening files; gives those that it needs."""
        ...
