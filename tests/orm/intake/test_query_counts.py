"""How much a mail asks of the database."""

from tests.orm.intake.common import IntakeCase


class TestQueryCounts(IntakeCase):
    def count(self, **values):
        """Queries of one mail of an unknown sender, with warm caches."""
        self.receive(sender="warm@nowhere.example")
        self.receive(sender="warmer@nowhere.example")
        raw = self.compose(sender="new@nowhere.example", **values)
        gateway = self.env["mail.thread"].with_context(tracking_disable=False)
        self.env.invalidate_all()
        with self.mock_mail_gateway():
            before = self.env.cr.sql_log_count
            gateway.message_process(None, raw)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

    def test_all(self):
        import cProfile, pstats, io, time
        self.team.assign_automatically = False
        self.team.acknowledge = False
        out = open("/tmp/counts.txt", "w")
        out.write(f"{self.count()}\n")
        for ack in (False, True):
            self.team.acknowledge = ack
            raws = [self.compose(sender=f"n{ack}{n}@nowhere.example") for n in range(50)]
            gateway = self.env["mail.thread"].with_context(tracking_disable=False)
            pr = cProfile.Profile()
            with self.mock_mail_gateway():
                for raw in raws[:5]:
                    gateway.message_process(None, raw)
                t = time.perf_counter()
                for raw in raws[5:25]:
                    gateway.message_process(None, raw)
                out.write(f"ack {ack}: {(time.perf_counter()-t)/20*1000:.1f} ms a mail\n")
                pr.enable()
                for raw in raws[25:]:
                    gateway.message_process(None, raw)
                pr.disable()
            s = io.StringIO()
            pstats.Stats(pr, stream=s).sort_stats("cumulative").print_stats(70)
            out.write(s.getvalue())
        out.close()
