"""Runs commands of the program, each in a process that is forked from this one, which has imported the program.

It reads requests from standard input, one JSON object a line with the parameters of `run`, and writes for each a line
with its result. The fixture `kaifaqu` is the client. The interpreter takes most of a second to import the program.
"""

import gc
import json
import os
import signal
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

import typer.main

from graph.drafting.rules import load_rules
from service.__main__ import commands, main

SECONDS = 60  # until a command is ended
IMPORTED_BY_COMMANDS = (
    "graph.build.pipeline",
    "graph.cli.jailed_query",
    "graph.curation.coverage_page",
    "graph.curation.scaffold",
    "graph.drafting.language_model",
    "graph.drafting.paper",
    "graph.drafting.review",
    "graph.export.registry",
    "graph.history.lineage",
    "graph.history.lookup",
    "graph.network.query_triples",
    "graph.shacl.report_html",
    "graph.shacl.validate",
    "graph.store.upload",
    "pypinyin.contrib.mmseg",
    "rich.progress",
    "rich.tree",
    "typer.rich_utils",
)
"""What commands import when they run; most of the time of a short one."""


def run(arguments, cwd, env, output):
    """The exit status of a command, what it writes to standard output, and what to standard error.

    output: the file that is its standard output, empty for one of its own.
    """
    if arguments[:1] == ["draft"]:
        load_rules()  # kept for the commands to come; their patterns take half a second to compile
    with open_output(output) as written, tempfile.TemporaryFile() as errors:
        pid = os.fork()
        if not pid:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(written.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os.chdir(cwd)
            os.environ.update(env)
            run_here(arguments)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return status, *(
            os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0).decode() for file in (written, errors)
        )


def open_output(path):
    return Path(path).open("r+b", buffering=0) if path else tempfile.TemporaryFile()


def run_here(arguments):
    """Run a command in this process, which ends with it as an interpreter does."""
    signal.alarm(SECONDS)
    sys.argv = ["kaifaqu", *arguments]
    status = 1
    try:
        main()
    except SystemExit as done:
        status = done.code or 0
    except Exception:  # noqa: BLE001  an interpreter prints any
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def prepare():
    """Import what commands import when they run, and what typer imports when it reads a command line."""
    for name in IMPORTED_BY_COMMANDS:
        import_module(name)
    group = typer.main.get_command(commands)
    for name, command in group.commands.items():
        command.make_context(name, [], resilient_parsing=True)
    gc.freeze()  # a collection in a child would copy the memory that it shares


if __name__ == "__main__":
    prepare()
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(run(**json.loads(line)))}\n")
        sys.stdout.flush()
