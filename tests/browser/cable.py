"""A network that can be cut: a cable between a browser and the live server.

    with Cable(live_server.url) as cable:
        page.goto(f"{cable.url}/today/")
        cable.cut()
        cable.mend()

The browser only ever sees the address of the cable. Unlike one that is told to be offline, it
goes on believing that it has a network: as in a cellar with a bar of signal.
"""

import asyncio
import re
import socket
import struct
import threading
from collections.abc import Coroutine
from typing import Any, Self
from urllib.parse import urlsplit

BATCH = b"POST /outbox/ "
LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
CHUNK = 64 * 1024
"""Bytes."""
PATIENCE = 10
"""Seconds."""
NO_GOODBYE = struct.pack("ii", 1, 0)
"""A socket that lingers for 0 seconds is reset when it is closed."""


class Cable:
    """Carries bytes both ways until it is cut; what is under way then is lost."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._server = parts.hostname, parts.port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._ends: set[asyncio.StreamWriter] = set()
        self._is_whole = True
        self._cuts: list[int] = []
        self._has_been_cut = threading.Event()
        self.carried = 0
        """Bytes that the browser was sent so far: heads, bodies and all."""

    def __enter__(self) -> Self:
        self._thread.start()
        self._listener = self._run(self._listen())
        self.url = f"http://localhost:{self._listener.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """End every connection, and each new one as soon as it is made."""
        self._run(self._cut())

    def mend(self) -> None:
        """Carry whatever comes from here on."""
        self._run(self._mend())

    def cut_in_answer(self, end: int) -> None:
        """Carry until the next answer to a batch: `answer[:end]` arrives, then the cable is cut.

        The server has given its whole answer by then, so it has stored the batch.
        """
        self._run(self._mend(end))

    def wait_until_cut(self) -> None:
        """Return once an answer was cut; raises TimeoutError where none comes by."""
        if not self._has_been_cut.wait(PATIENCE):
            raise TimeoutError("No answer to a batch came by.")

    def _run[T](self, task: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(task, self._loop).result(PATIENCE)

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._connected, "127.0.0.1")

    async def _close(self) -> None:
        await self._cut()
        self._listener.close()
        myself = asyncio.current_task()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not myself))

    async def _cut(self) -> None:
        self._is_whole = False
        for end in self._ends:
            _break_off(end)
        self._has_been_cut.set()

    async def _mend(self, *cuts: int) -> None:
        self._is_whole = True
        self._cuts = list(cuts)
        self._has_been_cut.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = {writer}
        try:
            server_reader, server_writer = await asyncio.open_connection(*self._server)
            ends.add(server_writer)
            if self._is_whole:
                self._ends |= ends
                cuts: list[int] = []
                await asyncio.gather(
                    self._carry_questions(reader, server_writer, cuts),
                    self._carry_answers(server_reader, writer, cuts),
                )
        except OSError:
            pass  # one of the two hung up
        finally:
            self._ends -= ends
            for end in ends:
                _break_off(end)

    async def _carry_questions(
        self, browser: asyncio.StreamReader, server: asyncio.StreamWriter, cuts: list[int]
    ) -> None:
        while data := await browser.read(CHUNK):
            if data.startswith(BATCH):
                cuts += self._cuts
                self._cuts = []
            server.write(data)
            await server.drain()
        server.write_eof()

    async def _carry_answers(
        self, server: asyncio.StreamReader, browser: asyncio.StreamWriter, cuts: list[int]
    ) -> None:
        held = b""
        while data := await server.read(CHUNK):
            held += data
            if cuts and not _is_complete(held):
                continue
            sent = held[: cuts[0]] if cuts else held
            browser.write(sent)
            self.carried += len(sent)
            await browser.drain()
            held = b""
            if cuts:
                await self._cut()
        browser.write_eof()


def _is_complete(answer: bytes) -> bool:
    """Whether this is all of an answer, by its own word about its length."""
    head, _, body = answer.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return length is not None and len(body) == int(length[1])


def _break_off(end: asyncio.StreamWriter) -> None:
    """Without a goodbye, and without what was not carried yet."""
    if not end.is_closing():
        tcp = end.get_extra_info("socket")
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_GOODBYE)
    end.transport.abort()
