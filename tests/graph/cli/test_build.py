"""The command `build`: what it tells of the dataset that it publishes."""

import re

from graph.store.builds import current_build


def test_the_dataset_is_published_in_the_folder_that_the_commands_read(kaifaqu, tmp_path):
    made = kaifaqu("build", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    quads = re.match(r"(\d+) quads in \d+ graphs -> ", made.stdout)[1]
    assert kaifaqu("query", "-e", "ASK { zone:zhizao-new-city a kq:Zone }", cwd=tmp_path).stdout == "yes\n"
    assert current_build(tmp_path / ".kaifaqu").manifest["quads"] == int(quads)
