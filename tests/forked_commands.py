"""Runs commands of the program, each in a process that is forked from this one, which has imported the program.

It reads requests from standard input, one JSON object a line with the parameters of `run`, and writes for each a line
with its result. The fixture `kaifaqu` is the client. The interpreter takes most of a second to import the program.
"""

import json
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import graph.shacl.validate  # noqa: F401  the heaviest of what commands import when they run
from graph.drafting.rules import load_rules
from service.__main__ import main

SECONDS = 60  # until a command is ended


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


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(run(**json.loads(line)))}\n")
        sys.stdout.flush()
