"""Two real Odoo processes work on one database in two lanes, and one is killed in the middle of its work.

Every step that was due became one activity: none is lost, none is there twice.
"""

from collections.abc import Iterator

import pytest

from script.lib.databases import create, drop, run_in_shell
from script.lib.places import TEST_DATABASE
from script.lib.runtime import Runtime, prepare_runtime
from script.lib.test_database import name_for_process
from tests.servers.server import job_servers, read_failures, wait_until

STEPS = 3000
PEOPLE = 20
FILL = f"""
from datetime import timedelta
from odoo import fields
company = env.company
# people who are always at work: this test runs on whatever day and hour
company.resource_calendar_id = env['resource.calendar'].create({{
    'name': 'Always', 'company_id': company.id, 'tz': 'UTC', 'attendance_ids': [
        (0, 0, {{'name': 'Day', 'dayofweek': str(day), 'hour_from': 0, 'hour_to': 24, 'day_period': 'morning'}})
        for day in range(7)
    ],
}})
company.sme_steps_per_day = {STEPS}
people = env['res.users'].create([
    {{'name': f'Person {{n}}', 'login': f'person{{n}}', 'group_ids': [
        (4, env.ref('sales_team.group_sale_salesman_all_leads').id)
    ]}} for n in range({PEOPLE})
])
plan = env['sme.plan'].create({{
    'name': 'Call everybody', 'trigger': 'manual', 'active': True, 'user_id': people[0].id, 'company_id': company.id,
    'step_ids': [(0, 0, {{'name': 'Call', 'kind': 'call', 'who': 'account_manager', 'delay_days': 1}})],
}})
partners = env['res.partner'].with_context(tracking_disable=True).create([
    {{'name': f'Customer {{n}}', 'user_id': people[n % {PEOPLE}].id}} for n in range({STEPS})
])
today = fields.Date.today()
plan._enrol([
    {{'partner_id': partner.id, 'documents': {{}}, 'reasons': [['by_hand', 'a test']], 'date': today}}
    for partner in partners
])
env.flush_all()
env.cr.execute("UPDATE sme_enrolment_step SET date_planned = %s", [today])
env['sme.tick']._set_lane_count(2)
env.cr.execute("UPDATE ir_cron SET active = (id IN %s), nextcall = now() AT TIME ZONE 'UTC' + interval '1 day'", [
    tuple(env['sme.tick']._get_lanes().ids)
])
env.cr.execute("DELETE FROM ir_cron_trigger")
env.cr.commit()
"""
MAILS = 800
# The same customers, but the first of them get a mail that is sent by itself.
TO_MAILS = f"""
env['res.partner'].search([('name', '=like', 'Customer %')]).write({{'lang': env.lang or 'en_US'}})
steps = env['sme.enrolment.step'].search([], order='id')
for step in steps[:{MAILS}]:
    step.partner_id.email = f'customer{{step.id}}@example.com'
plan_step = steps.step_id
plan_step.write({{'kind': 'mail', 'sends_itself': True, 'template_id': env['mail.template'].create({{
    'name': 'Hello', 'model_id': env['ir.model']._get_id('res.partner'), 'subject': 'Hello',
    'body_html': '<p>We miss you.</p>',
}}).id}})
plan_step.plan_id.daily_mail_cap = {STEPS}
env.flush_all()
env.cr.execute("UPDATE sme_enrolment_step SET kind = 'mail'")
env.cr.execute("UPDATE sme_enrolment_step SET date_planned = date_planned + 30 WHERE NOT id = ANY (%s)",
    [steps[:{MAILS}].ids])
env.cr.commit()
"""
QUEUED = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
WAKE = "env['sme.tick']._wake()\nenv.cr.commit()"
DONE = "SELECT count(*) FROM sme_enrolment_step WHERE activity_id IS NOT NULL"


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return prepare_runtime()


@pytest.fixture
def database(runtime: Runtime) -> Iterator[str]:
    name = name_for_process("servers")
    create(runtime, name, TEST_DATABASE)
    run_in_shell(runtime, name, FILL)
    yield name
    drop(runtime, name)


def count(runtime: Runtime, database: str, statement: str = DONE) -> int:
    return int(runtime.server.query(statement, database)[0])


def test_one_of_two_servers_is_killed_in_the_middle(runtime: Runtime, database: str):
    with job_servers(runtime, database, "first", "second") as (first, second):
        run_in_shell(runtime, database, WAKE)
        wait_until(lambda: count(runtime, database) > 0, "the first batch is done")
        first.kill()
        assert count(runtime, database) < STEPS, "it was killed in the middle"
        wait_until(lambda: count(runtime, database) == STEPS, "the other one has done the rest")
        assert second.is_running()
    assert runtime.server.query(
        "SELECT count(*), count(DISTINCT res_id) FROM mail_activity WHERE res_model = 'sme.enrolment'", database
    ) == [f"{STEPS}|{STEPS}"], "one activity for each follow-up"
    assert runtime.server.query(
        "SELECT count(*) FROM sme_enrolment_step WHERE fail_count > 0 OR state <> 'planned'", database
    ) == ["0"]
    assert read_failures(second.log) == []


def test_two_lanes_work_side_by_side(runtime: Runtime, database: str):
    with job_servers(runtime, database, "left", "right") as servers:
        run_in_shell(runtime, database, WAKE)
        wait_until(lambda: count(runtime, database) == STEPS, "everything is done")
    for server in servers:
        assert "look after promises" in server.log.read_text(), "each did a lane"
        assert read_failures(server.log) == []
    assert runtime.server.query(
        "SELECT count(*), count(DISTINCT res_id) FROM mail_activity WHERE res_model = 'sme.enrolment'", database
    ) == [f"{STEPS}|{STEPS}"]


def test_mails_of_a_killed_server_are_queued_once(runtime: Runtime, database: str):
    """Danger 13: what is queued and what says so are one commit, so nobody gets two mails, or none."""
    run_in_shell(runtime, database, TO_MAILS)
    with job_servers(runtime, database, "first", "second") as (first, second):
        run_in_shell(runtime, database, WAKE)
        wait_until(lambda: count(runtime, database, QUEUED) > 0, "the first mails are queued")
        first.kill()
        assert count(runtime, database, QUEUED) < MAILS, "it was killed in the middle"
        wait_until(lambda: count(runtime, database, QUEUED) == MAILS, "the other one has queued the rest")
        assert second.is_running()
    assert runtime.server.query(
        "SELECT count(*), count(DISTINCT res_partner_id) FROM mail_mail mail JOIN mail_mail_res_partner_rel recipient"
        " ON recipient.mail_mail_id = mail.id WHERE mail.state = 'outgoing'",
        database,
    ) == [f"{MAILS}|{MAILS}"], "one mail for each customer"
    assert runtime.server.query(
        "SELECT count(*) FROM sme_enrolment_step WHERE state = 'done' AND message_id IS NOT NULL", database
    ) == [str(MAILS)]
    assert read_failures(second.log) == []
