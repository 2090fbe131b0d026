"""A filter of system calls: a process may still open files, but only to read them, and no socket.

See seccomp(2) and `linux/filter.h` for the program, and `linux/audit.h` for the numbers of the processors.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from typing import NamedTuple

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 22, 38, 2
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _THIRD_ARGUMENT = 0, 4, 32  # offsets in struct seccomp_data
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_X32 = 0x40000000  # calls of the second interface of x86-64 have greater numbers
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Processor(NamedTuple):
    architecture: int
    openat: int
    refused: tuple[int, ...]


_PROCESSORS = {
    "x86_64": _Processor(0xC000003E, 257, (2, 41, 85, 425, 437)),  # open, socket, creat, io_uring_setup, openat2
    "aarch64": _Processor(0xC00000B7, 56, (198, 425, 437)),  # socket, io_uring_setup, openat2
}


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def forbid_sockets_and_writing() -> None:
    """Permanently refuse sockets, and files that are opened for anything but reading, with EPERM.

    Raises OSError if the system has no such filters, or the processor is neither x86-64 nor AArch64.
    """
    processor = _PROCESSORS.get(platform.machine())
    if processor is None:
        raise OSError(errno.ENOTSUP, f"System calls cannot be filtered on {platform.machine()}")
    program = _program(processor)
    instructions = (_Instruction * len(program))(*[_Instruction(*line) for line in program])
    libc = ctypes.CDLL(None, use_errno=True)
    given = ctypes.byref(_Program(len(program), instructions))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, given, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, f"System calls cannot be filtered: {os.strerror(number)}")


def _program(processor: _Processor) -> list[tuple[int, int, int, int]]:
    """The instructions: code, how many are left out if its condition holds, how many if it does not, and a value."""
    refuse = (_RETURN, 0, 0, _REFUSE)
    refused = [line for number in processor.refused for line in ((_IF_EQUAL, 0, 1, number), refuse)]
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, processor.architecture),
        refuse,
        (_LOAD, 0, 0, _NUMBER),
        *refused,
        (_IF_AT_LEAST, 0, 1, _X32),
        refuse,
        (_IF_EQUAL, 1, 0, processor.openat),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _THIRD_ARGUMENT),
        (_IF_ANY_BIT, 0, 1, _WRITING),
        refuse,
        (_RETURN, 0, 0, _ALLOW),
    ]
