"""Mass inserts: plain rows by COPY, then into Odoo's tables in the likeness of a row that the ORM made.

A model row made by the ORM and copied column by column carries everything that the installed modules expect of a
record, whatever they are; only the columns that differ between records are named.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from itertools import islice

ROWS_PER_COPY = 20_000


def copy_rows(cursor, table: str, columns: Iterable[str], rows: Iterable[tuple]) -> None:
    """Append rows to a table by COPY; None and the empty string become NULL."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv)"
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_PER_COPY)):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(batch)
        buffer.seek(0)
        cursor.copy_expert(statement, buffer)


def insert_alike(cursor, table: str, model_id: int, source: str, columns: Mapping[str, str]) -> None:
    """Insert one row into ``table`` for each row of ``source``, alike the row ``model_id`` but for ``columns``.

    :param source: what stands after FROM; its rows are in reach of the expressions, as ``model`` is
    :param columns: SQL expressions by column name; names that the table lacks are left out, for not every
        database has every module
    """
    names = get_column_names(cursor, table)
    expressions = [columns.get(name, f'model."{name}"') for name in names]
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(expressions)} "
        f"FROM {source} CROSS JOIN (SELECT * FROM {table} WHERE id = %s) AS model",
        [model_id],
    )


def get_column_names(cursor, table: str) -> list[str]:
    """The names of all columns of a table, in its order."""
    cursor.execute(
        "SELECT attname FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]
