"""What PostgreSQL alone needs: to find the facts, and to write as many rows as the scorecard has."""

from odoo.tools import SQL

from bench.figures.facts_query import FACTS
from bench.figures.timing import measure

# Runs the query to its end and throws the rows away on the server.
DISCARD_ROWS = "EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF) "
BARE_TABLE = "sme_customer_bare"


class BareSql:
    """Adds seconds to the lists of the given figures."""

    def __init__(self, env) -> None:
        self.env = env
        self.policy = env["sme.policy"]._get_for_companies(env.ref("base.main_company"))
        today = self.policy._get_today()
        self.scope = env["sme.classification"]._get_scope(self.policy, today)

    def measure_facts(self, figures: dict) -> None:
        """The benchmark's facts query and the addon's, each warm."""
        # Only a loaded registry has put the addon beside Odoo's own.
        from odoo.addons.crm_sme.queries import order_facts

        query = order_facts.order_facts(self.scope)
        parameters = {
            "timezone": self.scope.timezone,
            "company_id": self.scope.company_id,
            "until": self.scope.until,
            "window_start": self.scope.window_start,
        }
        cursor = self.env.cr
        self._measure(figures, "facts_bench", lambda: cursor.execute(DISCARD_ROWS + FACTS, parameters))
        self._measure(figures, "facts_addon", lambda: cursor.execute(SQL("%s%s", SQL(DISCARD_ROWS), query)))

    def measure_write(self, figures: dict) -> None:
        """One insert of all scorecards into an empty table of the same columns and indexes, with its commit."""
        cursor = self.env.cr
        cursor.execute(f"DROP TABLE IF EXISTS {BARE_TABLE}")
        cursor.execute(f"CREATE TABLE {BARE_TABLE} (LIKE sme_customer INCLUDING ALL)")
        cursor.commit()

        def write() -> None:
            cursor.execute(f"INSERT INTO {BARE_TABLE} SELECT * FROM sme_customer")
            cursor.commit()

        self._measure(figures, "write", write)
        cursor.execute(f"DROP TABLE {BARE_TABLE}")
        cursor.commit()

    @staticmethod
    def _measure(figures: dict, name: str, action) -> None:
        figures.setdefault(name, []).append(measure(action))
