"""Builds the dataset: reads the sources, in this process or in several, runs the rules, and publishes the result.

May import all rooms of `graph` but `graph.cli`. Knows nothing of commands and HTTP.
"""

from graph.build.pipeline import build, build_store, manifest_of
from graph.build.sources import source_folders

__all__ = ["build", "build_store", "manifest_of", "source_folders"]
