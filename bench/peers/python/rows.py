"""Writes and removes rows, one statement each, on a pool of connections."""

from dataclasses import dataclass

import asyncpg

CONNECTIONS = 64


@dataclass(frozen=True)
class Row:
    """What a spec asks for."""

    id: str
    name: str
    age: int
    country: str

    @property
    def values(self) -> tuple[str, str, int, str]:
        return self.id, self.name, self.age, self.country


class Store:
    """A pool of connections. asyncpg prepares each statement once per connection."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls) -> "Store":
        """Connects when it is needed, by the standard PG* variables."""
        return cls(await asyncpg.create_pool(min_size=0, max_size=CONNECTIONS))

    async def close(self) -> None:
        await self._pool.close()

    async def write(self, table: str, row: Row) -> None:
        """Makes the row equal to what is wanted. A row that is equal is not written again."""
        await self._pool.execute(_write(table), *row.values)

    async def move(self, from_table: str, to_table: str, row: Row) -> None:
        """Removes the row from one table and writes it to another, in one transaction."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_remove(from_table), row.id)
            await connection.execute(_write(to_table), *row.values)

    async def remove(self, table: str, row_id: str) -> None:
        """It is done also where there was no row."""
        await self._pool.execute(_remove(table), row_id)


def _write(table: str) -> str:
    return f"""insert into {_quoted(table)} as t (id, name, age, country) values ($1, $2, $3, $4)
on conflict (id) do update set name = excluded.name, age = excluded.age, country = excluded.country
where (t.name, t.age, t.country) is distinct from (excluded.name, excluded.age, excluded.country)"""


def _remove(table: str) -> str:
    return f"delete from {_quoted(table)} where id = $1"


def _quoted(table: str) -> str:
    """Reads `schema.table` as two names."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))


def describe(failure: Exception) -> str:
    """Words without row values: PostgreSQL's own message may quote them."""
    if isinstance(failure, asyncpg.PostgresError):
        return f"PostgreSQL refused the row: SQLSTATE {failure.sqlstate}"
    return "PostgreSQL could not be reached"
