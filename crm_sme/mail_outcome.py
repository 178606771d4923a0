"""What became of one incoming mail, noted while the gateway works on it."""

from dataclasses import dataclass, field


@dataclass(eq=False)  # two mails are two: environments are shared between equal contexts
class MailOutcome:
    """Travels in the context from the beginning of the gateway to its end, where it is judged.

    `handled` says that a message reached a record of ours, `created` lists the records that the mail began, and
    `reason` says why a mail for us became none. `answers` keeps what Odoo asks again and again about one mail.
    """

    handled: bool = False
    reason: str | None = None
    created: list[int] = field(default_factory=list)
    answers: dict = field(default_factory=dict)


def get_outcome(context):
    """The outcome of the mail being processed; a new one that nobody reads where none is."""
    outcome = context.get("sme_mail_outcome")
    return outcome if isinstance(outcome, MailOutcome) else MailOutcome()
