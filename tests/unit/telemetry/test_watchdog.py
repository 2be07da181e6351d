"""A process whose event loop stands still ends, and says where it stood; one that stood still as a whole goes on.

So does one that gets no memory, whatever its code makes of that.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys

import pytest

from interviewer.telemetry.watchdog import SPENT, STUCK

LONG = 30.0
PROGRAM = """
import asyncio, contextlib, logging, re, resource, sys, time
from types import SimpleNamespace
from interviewer.telemetry import logs
from interviewer.telemetry.watchdog import watched

def waits_for_what_never_comes():
    time.sleep(3600)

def looks_for_what_is_not_there():
    re.match("(a*)*b", "a" * 64)

def writes_what_nobody_reads():
    sys.stderr.write("x" * 10_000_000)

def stands_still_in_the_midst_of_logging():
    for handler in logging.getLogger().handlers:
        handler.acquire()
    sys.stderr.buffer.write(b"")
    time.sleep(3600)

async def puts_up_with_no_memory():
    most = 1024 * int(next(line for line in open("/proc/self/status") if line.startswith("VmSize")).split()[1])
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    eaten = []
    for size in (1 << 20, 1 << 16, 1 << 12, 1 << 9):
        with contextlib.suppress(MemoryError):
            while True:
                eaten.append(bytes(size))
    while True:
        await asyncio.sleep(0.01)

async def works():
    print("works", flush=True)
    await asyncio.sleep(3600)

async def main():
    logs.configure("test", SimpleNamespace(log_format="json"))
    with watched(within=1.0, held={held}):
        {work}
        print("over", flush=True)
asyncio.run(main())
"""


async def started(work: str, *, held: float = 3600.0) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM.format(work=work, held=held)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    """What it said until it ended by itself; one that does not is killed, and stays for nobody to find."""
    try:
        return await asyncio.wait_for(process.communicate(), LONG)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_process_whose_loop_stands_still_ends_and_says_where_it_stood() -> None:
    process = await started("waits_for_what_never_comes()")
    _, told = await ended(process)
    assert process.returncode == STUCK
    line = json.loads(told.decode().splitlines()[-1])
    assert (line["event"], line["level"]) == ("loop.stuck", "critical")
    assert any("waits_for_what_never_comes" in entry for entry in line["stack"])


async def test_it_ends_also_if_it_cannot_say_so() -> None:
    unread, end = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM.format(work="writes_what_nobody_reads()", held=3600.0)), stderr=end
    )
    try:
        assert await asyncio.wait_for(process.wait(), LONG) == STUCK
    finally:
        os.close(end)
        os.close(unread)


async def test_where_it_stood_is_told_also_if_that_is_in_the_midst_of_logging() -> None:
    process = await started("stands_still_in_the_midst_of_logging()")
    _, told = await ended(process)
    assert process.returncode == STUCK
    assert "loop.stuck" in told.decode()
    assert "stands_still_in_the_midst_of_logging" in told.decode()


async def test_a_process_whose_interpreter_is_held_ends_as_well() -> None:
    process = await started("looks_for_what_is_not_there()", held=1.0)
    _, told = await ended(process)
    assert process.returncode == 1
    assert "looks_for_what_is_not_there" in told.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process can be held to what it has")
async def test_a_process_that_gets_no_memory_ends_although_its_code_puts_up_with_that() -> None:
    process = await started("await puts_up_with_no_memory()")
    _, told = await ended(process)
    assert process.returncode == SPENT
    assert "memory.spent" in told.decode()


async def test_a_process_that_was_stopped_as_a_whole_goes_on() -> None:
    process = await started("await works()")
    assert process.stdout is not None
    try:
        assert await asyncio.wait_for(process.stdout.readline(), LONG) == b"works\n"
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(3.0)  # this is what is tested: longer than its loop alone may stand still
        process.send_signal(signal.SIGCONT)
        await asyncio.sleep(2.0)
        assert process.returncode is None
        os.kill(process.pid, 0)
    finally:
        process.kill()
        await process.communicate()


async def test_nobody_is_watched_any_more_after_the_block() -> None:
    process = await started("pass", held=1.0)
    told, _ = await ended(process)
    assert (process.returncode, told) == (0, b"over\n")
