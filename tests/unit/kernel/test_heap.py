"""How many heaps the C library makes, looked at in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from interviewer.kernel import heap

LOOK = """
import ctypes, sys, threading
from interviewer.kernel import heap

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


LEFT_OVER = """
import sys
from interviewer.kernel import heap

def anonymous():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) >> 10 for line in file if line.startswith("Anonymous:"))

taken = [bytes(range(256)) * 200 for _ in range(1000)]  # 50 MB in pieces that the heap itself holds
last = bytes(range(256)) * 200  # behind them: what is free in front of it stays
full = anonymous()
del taken
kept = anonymous()
if sys.argv[1] == "give back":
    assert heap.give_back()
print(full - kept, kept - anonymous())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_what_is_free_goes_back_to_the_machine_when_asked_for() -> None:
    (by_itself, nothing), (_, asked_for) = left_over("as it is"), left_over("give back")
    assert by_itself < 10
    assert nothing < 10
    assert asked_for > 40


def left_over(how: str) -> tuple[int, int]:
    """MB that a process gave back by itself, and then."""
    ran = subprocess.run([sys.executable, "-c", LEFT_OVER, how], check=True, capture_output=True, text=True)
    first, second = ran.stdout.split()
    return int(first), int(second)
