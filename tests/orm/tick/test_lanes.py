"""Lanes share the rows of a tick between them, and none waits for another."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user

from odoo.addons.crm_sme.rules.tick import TickJob

from tests.common import SmeCase

JOB = TickJob(1, "sme.service.clock", "_find_for_review", "_process_review", "_probe_for_review")
IDS = list(range(1, 11))


class TestLanes(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tick = cls.env["sme.tick"]
        cls.lanes = cls.env["ir.cron"].concat(
            cls.env.ref("crm_sme.ir_cron_sme_tick"),
            cls.env.ref("crm_sme.ir_cron_sme_tick_lane_2"),
            cls.env.ref("crm_sme.ir_cron_sme_tick_lane_3"),
        )

    def shares(self, cron=None):
        """What a cron would do in this order, were the ids 1 to 10 due."""
        tick = self.tick.with_context(cron_id=cron.id) if cron else self.tick
        with patch.object(self.env.registry["sme.service.clock"], JOB.find, lambda clocks, now: IDS):
            return list(tick._iterate_shares(JOB, tick._get_lanes(), None))

    def test_one_lane_is_the_default_and_does_everything(self):
        self.assertEqual(self.tick._get_lanes(), self.lanes[:1])
        self.assertEqual(self.shares(self.lanes[0]), [IDS])

    def test_lanes_begin_with_their_own_share_and_go_on_with_the_rest(self):
        self.tick._set_lane_count(3)
        shares = [self.shares(lane) for lane in self.lanes]
        self.assertEqual(sorted(identifier for own, _rest in shares for identifier in own), IDS, "each is in one share")
        self.assertEqual([rest for _own, rest in shares], [IDS] * 3, "nothing waits for a lane that died")

    def test_a_job_that_does_not_work_is_told_to_managers(self):
        """Case E5: a scheduled action that is off, deleted, or of somebody who left; servers that do not work on it."""
        now = fields.Datetime.now()
        lane = self.lanes[0]
        lane.nextcall = now + timedelta(minutes=5)
        self.assertEqual(self.tick._get_trouble(now), "")
        clerk = new_test_user(self.env, "tick_clerk", name="Gone", groups="base.group_user")
        for values, expected in (
            ({"active": False}, "is switched off"),
            ({"user_id": clerk.id}, "runs as Gone"),
            ({"nextcall": now - timedelta(hours=2)}, "no server works"),
        ):
            before = {name: lane[name] for name in values}
            lane.write(values)
            clerk.active = "user_id" not in values
            self.assertIn(expected, self.tick._get_trouble(now))
            lane.write(before)
        manager, seller = (
            new_test_user(self.env, f"tick_{name}", groups=f"crm_sme.group_sme_{name}") for name in ("manager", "user")
        )
        lane.active = False
        plans = self.env["sme.plan"]
        self.assertIn("switched off", plans.with_user(manager).get_pause_state()["trouble"])
        self.assertEqual(plans.with_user(seller).get_pause_state()["trouble"], "")
        lane.unlink()
        self.assertIn("was deleted", self.tick._get_trouble(now))

    def test_a_tick_by_hand_does_everything(self):
        self.tick._set_lane_count(2)
        self.assertEqual(self.shares(), [IDS])

    def test_all_lanes_are_woken(self):
        self.tick._set_lane_count(2)
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search([])
        self.tick._wake()
        self.assertEqual((triggers.search([]) - before).cron_id, self.lanes[:2])

    def test_lanes_are_set_up_in_the_settings(self):
        settings = self.env["res.config.settings"].create({"sme_lane_count": "2"})
        settings.execute()
        self.assertEqual(self.tick._get_lanes(), self.lanes[:2])
        self.assertEqual(self.env["res.config.settings"].create({}).sme_lane_count, "2")
        self.env["res.config.settings"].create({"sme_lane_count": "1"}).execute()
        self.assertEqual(self.tick._get_lanes(), self.lanes[:1])

    def test_only_who_may_set_up_crons_sets_up_lanes(self):
        manager = new_test_user(self.env, "lanes_manager", "crm_sme.group_sme_manager")
        with self.assertRaises(AccessError):
            self.tick.with_user(manager)._set_lane_count(2)
