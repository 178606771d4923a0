"""Installed on a database full of orders, upgraded twice, uninstalled without a trace, installed again."""

import re

from script.lib.databases import run_in_shell, run_odoo
from script.lib.places import ADDON
from tests.lifecycle.catalogue import Catalogue, describe_differences
from tests.lifecycle.conftest import REFRESH, Life

ROWS_KEPT_ON_PURPOSE = {
    # The favourite and the two lines of an export template that name none of the addon's fields.
    "ir_filters": 1,
    "ir_filters_res_users_rel": 1,
    "ir_exports": 1,
    "ir_exports_line": 1,
}
OPEN_CONTACTS = """
user = env.ref('base.user_admin')
partners = env['res.partner'].with_user(user)
kinds = ('list', 'kanban', 'form', 'search')
views = partners.get_views([(False, kind) for kind in kinds], {'load_filters': True})
favourites = views['views']['search']['filters']
print('favourites:', sorted(favourite['name'] for favourite in favourites))
from odoo.tools.safe_eval import safe_eval
for favourite in favourites:
    print('contacts:', partners.search_count(safe_eval(favourite['domain'])) > 0)
    groups = safe_eval(favourite['context']).get('group_by', [])
    partners.formatted_read_group(safe_eval(favourite['domain']), groups, ['__count'])
"""


# Odoo declares these two foreign keys between record rules and groups, but makes them as declared only once some
# module extends the model of record rules; then they stay, as they should.
KEYS_OF_RECORD_RULES = "constraints: rule_group_rel.rule_group_rel_"


def test_install_leaves_orders_and_contacts_alone(life: Life):
    before, installed = life.moments["before"].row_counts, life.moments["installed"].row_counts
    for table in ("res_partner", "sale_order", "sale_order_line", "crm_lead"):
        assert installed[table] == before[table]


def test_install_asks_for_the_first_scorecards(life: Life):
    assert int(life.answers["jobs waiting after installation"]) > 0


def test_every_customer_with_orders_has_a_scorecard(life: Life):
    assert int(life.answers["scorecards"]) > 2000


def test_upgrade_keeps_the_schema(life: Life):
    assert describe_differences(life.moments["installed"].schema, life.moments["upgraded"].schema) == []


def test_second_upgrade_changes_nothing(life: Life):
    first, second = life.moments["upgraded"], life.moments["upgraded again"]
    assert describe_differences(first.schema, second.schema) == []
    assert describe_differences(first.definitions, second.definitions) == []
    assert first.row_counts == second.row_counts


def test_uninstall_leaves_the_schema_of_before(life: Life):
    differences = describe_differences(life.moments["before"].schema, life.moments["uninstalled"].schema)
    assert [line for line in differences if KEYS_OF_RECORD_RULES not in line] == []


def test_uninstall_leaves_the_definitions_of_before(life: Life):
    assert describe_differences(life.moments["before"].definitions, life.moments["uninstalled"].definitions) == []


def test_uninstall_leaves_no_row_behind(life: Life):
    before, after = life.moments["before"].row_counts, life.moments["uninstalled"].row_counts
    surplus = {table: after[table] - before[table] for table in before if after[table] != before[table]}
    assert surplus == ROWS_KEPT_ON_PURPOSE


def test_uninstall_leaves_no_word_of_ours(life: Life):
    ours = r"~ '\m(crm_)?sme[_.]'"
    for statement in (
        f"SELECT name FROM ir_filters WHERE concat(domain, ' ', context, ' ', sort) {ours}",
        f"SELECT name FROM ir_exports_line WHERE name {ours}",
        f"SELECT key FROM ir_config_parameter WHERE key {ours}",
        f"SELECT name FROM ir_attachment WHERE res_model {ours} OR url {ours}",
        f"SELECT model FROM mail_message WHERE model {ours}",
        f"SELECT model FROM mail_scheduled_message WHERE model {ours}",
        f"SELECT res_model FROM mail_followers WHERE res_model {ours}",
        f"SELECT res_model FROM mail_activity WHERE res_model {ours}",
        f"SELECT res_model FROM mail_activity_plan WHERE res_model {ours}",
        f"SELECT res_model FROM rating_rating WHERE res_model {ours}",
        f"SELECT model FROM mail_template WHERE model {ours}",
        f"SELECT res_model FROM ir_act_window WHERE res_model {ours}",
        f"SELECT alias_name FROM mail_alias WHERE alias_name = 'help' OR alias_defaults {ours}",
        f"SELECT model FROM ir_model WHERE model {ours}",
        f"SELECT name FROM ir_model_fields WHERE name {ours} OR relation {ours}",
        f"SELECT name FROM ir_model_data WHERE module = 'crm_sme' OR name {ours} OR model {ours}",
    ):
        assert life.ask(statement) == []


def test_contacts_open_with_the_favourites_that_stay(life: Life):
    output = run_in_shell(life.runtime, life.database, OPEN_CONTACTS)
    assert "favourites: ['Companies']" in output
    assert "contacts: True" in output


def without_numbers(schema: Catalogue) -> Catalogue:
    """Odoo names the counters of its sequences after their ids, which are others after a reinstallation."""
    return {
        name: {re.sub(r"\bir_sequence_\d+", "ir_sequence_n", line) for line in lines} for name, lines in schema.items()
    }


def test_installed_again_it_classifies_again(life: Life):
    run_odoo(life.runtime, life.database, f"--init={ADDON}")
    run_in_shell(life.runtime, life.database, REFRESH)
    life.remember("installed again")
    first, again = life.moments["installed"], life.moments["installed again"]
    assert describe_differences(without_numbers(first.schema), without_numbers(again.schema)) == []
    assert again.row_counts["sme_customer"] == first.row_counts["sme_customer"]
