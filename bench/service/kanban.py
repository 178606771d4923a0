"""What the web client asks for when it opens a kanban of groups with progress bars."""

import json

from odoo.tools.safe_eval import safe_eval

from bench.figures.client import get_specification, parse_view

CARDS_OF_A_GROUP = 40
GROUPS = 10


class GroupedKanban:
    """One opening of a kanban: its groups with their first cards, and the bars."""

    def __init__(self, records, view_id: int | bool, domain: list) -> None:
        arch = parse_view(records.get_views([(view_id, "kanban"), (False, "search")]), "kanban")
        self.records = records.with_context(read_group_expand=True)
        self.domain = domain
        self.group = arch.get("default_group_by")
        self.specification = get_specification(arch, records)
        self.bar = arch.find(".//progressbar")
        self.shown = 0

    def run(self) -> None:
        """The two requests of the client."""
        summed = self.bar.get("sum_field")
        answer = self.records.web_read_group(
            self.domain,
            [self.group],
            [f"{summed}:sum"] if summed else [],
            limit=GROUPS,
            auto_unfold=True,
            unfold_read_specification=self.specification,
            unfold_read_default_limit=CARDS_OF_A_GROUP,
        )
        self.records.read_progress_bar(
            self.domain,
            self.group,
            {
                "field": self.bar.get("field"),
                "colors": json.loads(self.bar.get("colors")),
                "help": self.bar.get("help"),
            },
        )
        self.shown = sum(group["__count"] for group in answer["groups"])

    @staticmethod
    def get_action_domain(action) -> list:
        """The domain of a window action."""
        return safe_eval(action.domain or "[]", {"uid": action.env.uid})

    @staticmethod
    def get_filter_domain(model, view_id: int, name: str) -> list:
        """The domain of a filter in a search view."""
        arch = parse_view(model.get_views([(view_id, "search")]), "search")
        return safe_eval(arch.find(f".//filter[@name='{name}']").get("domain"), {"uid": model.env.uid})
