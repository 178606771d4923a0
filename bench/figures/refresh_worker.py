"""Measures one refresh of all scorecards against bare SQL; a process of its own, so that its memory is its own.

    python -m bench.figures.refresh_worker --database NAME --repeat N

Prints one line of JSON: lists of seconds, one for each repetition, counts of rows, and bytes.
"""

import argparse
import json
import sys
from datetime import datetime, time, timedelta

from odoo.tests import freeze_time

from bench.figures.bare_sql import BareSql
from bench.figures.memory import get_peak, start_peak
from bench.figures.next_day import add_orders, remove_orders
from bench.figures.timing import measure
from bench.session import configure, open_environment
from script.lib.failure import SolvableError, end_with_one_line

LOGIN = "admin"
EMPTY = "TRUNCATE sme_customer, sme_customer_event CASCADE"
FORGET = "UPDATE sme_policy SET as_of = NULL"
FINGERPRINT = "SELECT count(*), coalesce(bit_xor(hashtextextended(ctid::text || xmin::text, 0)), 0) FROM sme_customer"

SETTLED_TABLES = ("sme_customer", "sme_customer_event", "sale_order")


class RefreshWorker:
    """Repeats the life of a scorecard: none, all written, nothing to do, a day with new orders."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.figures = {}
        self.memory = 0

    def run(self, repeat: int) -> dict:
        """Measure so many times, after one repetition that only warms up; return the figures of the others."""
        self._measure_memory()
        self.live_once()
        self.figures.clear()
        for _number in range(repeat):
            self.live_once()
        with open_environment(self.database) as env:
            rows = self._query(env, "SELECT count(*) FROM sme_customer")
            orders = self._query(env, "SELECT count(*) FROM sale_order WHERE state = 'sale'")
        return {**self.figures, "memory": self.memory, "customers": rows[0], "orders": orders[0]}

    def live_once(self) -> None:
        """One repetition; leaves the scorecards of today behind, and no trace of the next day's orders."""
        self._empty()
        with open_environment(self.database) as env:
            BareSql(env).measure_facts(self.figures)
        self._add("first", self._refresh())
        self._settle()
        with open_environment(self.database) as env:
            BareSql(env).measure_write(self.figures)
        self._measure_unchanged()
        self._measure_next_day()

    def _measure_memory(self) -> None:
        """The most that the first run of this process needs above what it held before, in bytes."""
        self._empty()
        idle = start_peak()
        self._refresh()
        self.memory = get_peak() - idle

    def _measure_unchanged(self) -> None:
        before = self._fingerprint()
        self._add("unchanged", self._refresh())
        if self._fingerprint() != before:
            raise SolvableError("the refresh rewrote scorecards although nothing had changed: a fault of the addon")

    def _measure_next_day(self) -> None:
        tomorrow = datetime.now() + timedelta(days=1)
        with freeze_time(datetime.combine(tomorrow, time(12)), tick=True):
            with open_environment(self.database) as env:
                add_orders(env, datetime.combine(tomorrow, time(10)))
            self._settle()
            began = self._get_last_transaction()
            self._add("next_day", self._refresh())
            self._add("next_day_rows", self._count_written_after(began))
        with open_environment(self.database) as env:
            remove_orders(env)

    def _add(self, name: str, value: float) -> None:
        self.figures.setdefault(name, []).append(value)

    def _refresh(self) -> float:
        """Seconds of ``action_refresh`` including its commit."""

        def refresh() -> None:
            with open_environment(self.database, LOGIN) as env:
                env["sme.customer"].action_refresh()

        return measure(refresh)

    def _empty(self) -> None:
        with open_environment(self.database) as env:
            env.cr.execute(EMPTY)
            env.cr.execute(FORGET)
            env.invalidate_all()
        self._settle()

    def _settle(self) -> None:
        """Vacuum what was written, as the server would do by itself at a moment of its own choice."""
        with open_environment(self.database) as env:
            env.cr.commit()
            env.cr.connection.autocommit = True
            for table in SETTLED_TABLES:
                env.cr.execute(f"VACUUM (ANALYZE) {table}")
            env.cr.connection.autocommit = False

    def _fingerprint(self) -> tuple:
        with open_environment(self.database) as env:
            return self._query(env, FINGERPRINT)

    def _get_last_transaction(self) -> int:
        with open_environment(self.database) as env:
            return self._query(env, "SELECT txid_current()")[0]

    def _count_written_after(self, transaction: int) -> int:
        with open_environment(self.database) as env:
            statement = f"SELECT count(*) FROM sme_customer WHERE xmin::text::bigint > {transaction & 0xFFFFFFFF}"
            return self._query(env, statement)[0]

    @staticmethod
    def _query(env, statement: str) -> tuple:
        env.cr.execute(statement)
        return env.cr.fetchone()


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.figures.refresh_worker")
    parser.add_argument("--database", required=True)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args(arguments)
    configure(options.database)
    sys.stdout.write(json.dumps(RefreshWorker(options.database).run(options.repeat)) + "\n")


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.figures.refresh_worker")
