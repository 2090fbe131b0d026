"""The pictures of the README match the real graph."""

from graph.cli.readme_pictures import FOLDER, draw_pictures


def test_readme_pictures_are_current(graph):
    for name, picture in draw_pictures(graph).items():
        assert (FOLDER / name).read_text("utf-8") == picture, "make generated"
