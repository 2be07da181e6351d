"""How many queries an answer takes, counted on the connections of the api itself."""

from __future__ import annotations

from asyncpg.connection import LoggedQuery

from running_api import Api


class Queries:
    """Counts the queries of requests from its making on."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._asked: list[str] = []

    async def begin(self) -> Queries:
        """Listen on every connection of the pool."""
        pool = self._api.plane.store.pool
        connections = [await pool.acquire() for _ in range(pool.get_max_size())]
        for connection in connections:
            connection.add_query_logger(self._note)
        for connection in connections:
            await pool.release(connection)
        return self

    async def of(self, path: str, *tables: str) -> int:
        """How many queries read these tables for the list at that path, which must not be empty."""
        await self._api.client.get(path)  # brings the read model up to date
        self._asked.clear()
        answer = await self._api.client.get(path)
        assert answer.json()["items"], answer.text
        return len([query for query in self._asked if any(f"from {table}" in query for table in tables)])

    def _note(self, query: LoggedQuery) -> None:
        self._asked.append(query.query)
