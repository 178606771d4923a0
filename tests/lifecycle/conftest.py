"""The life of the addon in one database full of orders: installed, upgraded twice, uninstalled, installed again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from script.lib.commands import run_quietly
from script.lib.databases import copy_base, drop, run_in_shell, run_odoo
from script.lib.places import ADDON, ROOT
from script.lib.runtime import Runtime, prepare_runtime
from script.lib.test_database import name_for_process
from tests.lifecycle.catalogue import Catalogue, read_definitions, read_row_counts, read_schema

DATABASE = name_for_process("lifecycle")
# What people keep about the addon's fields outside of the addon's own models.
KEEP_FAVOURITES = """
user = env.ref('base.user_admin')
field = 'sme_class_id'
env['ir.filters'].with_user(user).create([{
    'name': 'Key customers', 'model_id': 'res.partner', 'user_ids': [(6, 0, user.ids)], 'is_default': True,
    'domain': f"[('{field}.code', '=', 'key')]", 'context': f"{{'group_by': ['{field}']}}", 'sort': '[]',
}, {
    'name': 'Late orders', 'model_id': 'sale.order', 'user_ids': [(6, 0, user.ids)],
    'domain': '[]', 'context': f"{{'group_by': ['{field}']}}", 'sort': '[]',
}, {
    'name': 'Companies', 'model_id': 'res.partner', 'user_ids': [(6, 0, user.ids)],
    'domain': "[('is_company', '=', True)]", 'context': '{}', 'sort': '[]',
}])
env['ir.exports'].create({
    'name': 'With classes', 'resource': 'res.partner',
    'export_fields': [(0, 0, {'name': 'name'}), (0, 0, {'name': f'{field}/name'})],
})
env['ir.config_parameter'].set_param('crm_sme.kept_by_a_person', 'yes')
env.cr.commit()
"""
# What a service desk leaves in the tables of other modules.
SERVE = """
from odoo.fields import Command
env = env(user=env.ref('base.user_admin'))
user, company = env.user, env.company
customer = env['res.partner'].search([('is_company', '=', True), ('sale_order_ids.state', '=', 'sale')], limit=1)
team = env['sme.service.team'].search([('company_id', '=', company.id)], limit=1)
team.write({'alias_name': 'help', 'member_ids': [Command.link(user.id)]})
services = env['sme.service'].create(
    [{'name': 'It wobbles', 'partner_id': customer.id, 'minutes_spent': 30} for _number in range(4)]
)
service, duplicate, spam, solved = services
service.message_post(
    body='What can we do?', message_type='comment', subtype_xmlid='mail.mt_comment', author_id=customer.id,
    attachments=[('photo.txt', b'wobbling')],
)
service.activity_schedule('mail.mail_activity_data_todo', user_id=user.id)
service.activity_schedule('mail.mail_activity_data_call', user_id=user.id).action_done()
service.action_start_timer()
service._merge(duplicate)
spam.write({'partner_id': False, 'email_from': 'spam@example.com'})
spam.action_mark_spam()
solved.sudo()._move_to('solved')
solved.rating_apply(1, token=solved._rating_get_access_token(partner=customer))
kinds = env['mail.activity.type'].with_context(active_test=False)
ours = env['ir.model.data'].search([('module', '=', 'crm_sme'), ('model', '=', 'mail.activity.type')])
for kind in kinds.browse(ours.mapped('res_id')):
    record = service if kind.res_model in (False, 'sme.service') else env[kind.res_model].search([], limit=1)
    record.activity_schedule(activity_type_id=kind.id, user_id=user.id)
    if not kind.res_model:
        customer.activity_schedule(activity_type_id=kind.id, user_id=user.id)
        customer.message_unsubscribe(user.partner_id.ids)
model_id = env['ir.model']._get_id('sme.service')
env['mail.template'].create({'name': 'Own words', 'model_id': model_id, 'body_html': '<p>Hello</p>'})
env['ir.actions.server'].create({'name': 'Own action', 'model_id': model_id, 'state': 'code', 'code': '1'})
env['ir.actions.act_window'].create({'name': 'Own window', 'res_model': 'sme.service'})
env['ir.default'].set('sme.service', 'priority', '1')
env['ir.filters'].create(
    {'name': 'Wobbling', 'model_id': 'sme.service', 'domain': '[]', 'user_ids': [Command.set(user.ids)]}
)
env['mail.activity.plan'].create({'name': 'Own plan', 'res_model': 'sme.service'})
env['mail.scheduled.message'].create({
    'model': 'sme.service', 'res_id': service.id, 'body': 'Tomorrow', 'author_id': user.partner_id.id,
    'scheduled_date': '2099-01-01 00:00:00',
})
user.with_company(company).sme_hourly_cost = 40
env['mail.thread'].message_process(
    'sme.service', 'Message-Id: <1@example.com>\\nFrom: eve@example.com\\nTo: help@example.com\\nSubject: Hello\\n\\nHi'
)
env.cr.commit()
"""
REFRESH = "env(user=env.ref('base.user_admin'))['sme.customer'].action_refresh()\nenv.cr.commit()"


@dataclass(frozen=True)
class Moment:
    """The database at one moment of its life."""

    schema: Catalogue
    definitions: Catalogue
    row_counts: dict[str, int]


@dataclass
class Life:
    """A database, how it looked at each moment, and a way to ask it."""

    runtime: Runtime
    database: str
    moments: dict[str, Moment] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def remember(self, name: str) -> None:
        """Keep how the database looks now."""
        readers = (read_schema, read_definitions, read_row_counts)
        self.moments[name] = Moment(*(read(self.runtime, self.database) for read in readers))

    def ask(self, statement: str) -> list[str]:
        """The rows of a statement, columns separated by "|"."""
        return self.runtime.server.query(statement, self.database)


@pytest.fixture(scope="session")
def life() -> Iterator[Life]:
    """Everything that happens to the database, told once for all tests of this folder."""
    story = Life(prepare_runtime(), DATABASE)
    _fill_with_orders(story)
    story.remember("before")
    run_odoo(story.runtime, DATABASE, f"--init={ADDON}")
    story.answers["jobs waiting after installation"] = story.ask("SELECT count(*) FROM ir_cron_trigger")[0]
    run_in_shell(story.runtime, DATABASE, REFRESH)
    story.answers["scorecards"] = story.ask("SELECT count(*) FROM sme_customer")[0]
    story.remember("installed")
    for moment in ("upgraded", "upgraded again"):
        run_odoo(story.runtime, DATABASE, f"--update={ADDON}")
        story.remember(moment)
    run_in_shell(story.runtime, DATABASE, KEEP_FAVOURITES)
    run_in_shell(story.runtime, DATABASE, SERVE)
    _uninstall(story)
    story.remember("uninstalled")
    yield story
    drop(story.runtime, DATABASE)


def _fill_with_orders(story: Life) -> None:
    copy_base(story.runtime, DATABASE)
    loader = [story.runtime.python, "-m", "bench.demo", "--database", DATABASE]
    run_quietly(loader, "no orders could be loaded", environment=story.runtime.environment(), folder=ROOT)


def _uninstall(story: Life) -> None:
    command = story.runtime.odoo_command("module", "uninstall", f"--database={DATABASE}", ADDON)
    run_quietly(command, "uninstalling failed", environment=story.runtime.environment())
