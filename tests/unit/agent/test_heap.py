"""How many heaps the C library makes, looked at in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from interviewer.agent import heap

LOOK = """
import ctypes, sys, threading
from interviewer.agent import heap

if sys.argv[1] == "bound":
    assert heap.bound()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
all_there = threading.Barrier(8)

def take():
    held = libc.malloc(1000)
    all_there.wait()
    libc.free(held)

threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fdopen.restype, libc.malloc_info.argtypes = ctypes.c_void_p, [ctypes.c_int, ctypes.c_void_p]
libc.fflush.argtypes = [ctypes.c_void_p]
stdout = libc.fdopen(1, b"w")
libc.malloc_info(0, stdout)
libc.fflush(stdout)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_threads_share_the_heaps() -> None:
    by_itself, bounded = heaps("as it is"), heaps("bound")
    assert bounded == heap.HEAPS
    assert by_itself > bounded


def heaps(how: str) -> int:
    """Made by a process with nine threads."""
    ran = subprocess.run([sys.executable, "-c", LOOK, how], check=True, capture_output=True, text=True)
    return ran.stdout.count("<heap ")
