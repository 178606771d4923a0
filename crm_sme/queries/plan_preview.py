"""What a preview of a plan has computed so far."""

from odoo.tools import SQL


def lines_of(preview_id: int) -> SQL:
    """(kind, customer, documents, person, day, known from, ended, kind of the step) of the follow-ups and steps of a
    preview, in the order they were computed.
    """
    return SQL(
        """
        SELECT kind, customer_id, documents, user_id, date, since, ended, step_kind
          FROM sme_plan_preview_line
         WHERE preview_id = %s AND kind IN ('enrolment', 'step', 'dropped')
         ORDER BY id
        """,
        preview_id,
    )
