"""The application."""

from fastapi import FastAPI

from graph.store import GraphStore


def create_app(store: GraphStore) -> FastAPI:
    """The application that answers from a store."""
    return FastAPI(title=f"kaifaqu {store.build.folder.name}")
