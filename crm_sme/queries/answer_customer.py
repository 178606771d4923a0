"""Who a customer of the answer card is, and when somebody last had to do with it."""

from collections.abc import Sequence
from datetime import datetime

from odoo.tools import SQL

# The newest messages of a document in which the last contact is looked for.
NEWEST_MESSAGES = 200
# The newest documents of a kind whose messages are looked at.
NEWEST_DOCUMENTS = 40
ROBOT_USER_ID = 1


def circumstances(company_id: int, user_id: int | None) -> SQL:
    """(time zone of a company, name of a user)."""
    return SQL(
        """
        SELECT COALESCE(NULLIF(partner.tz, ''), NULLIF(calendar.tz, ''), 'UTC'),
               (SELECT person.name FROM res_users JOIN res_partner person ON person.id = res_users.partner_id
                 WHERE res_users.id = %s)
          FROM res_company company
          JOIN res_partner partner ON partner.id = company.partner_id
          LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
         WHERE company.id = %s
        """,
        user_id,
        company_id,
    )


def first_of_each(rows: SQL, most: int) -> SQL:
    """The first rows of each part of a selection whose last columns are the place in the part and the part's size."""
    return SQL("SELECT * FROM (%s) numbered WHERE place <= %s ORDER BY place", rows, most)


def place_and_size(part: SQL, order: SQL) -> tuple[SQL, SQL]:
    """The columns for `first_of_each`: a row's place among those of its part, latest first, and how many there are."""
    return (
        SQL("row_number() OVER (PARTITION BY %s ORDER BY %s DESC) AS place", part, order),
        SQL("count(*) OVER (PARTITION BY %s) AS size", part),
    )


def is_one_of(column: SQL, values: Sequence[str]) -> SQL:
    return SQL("%s IN %s", column, tuple(values))


def last_contact(
    partner_ids: Sequence[int], orders: SQL, documents: Sequence[tuple[str, SQL]], now: datetime, user_partner_id: int
) -> SQL:
    """(moment, channel, name of the author, direction) of the last contact on any channel; no row where there was none.

    Channels: message, call, meeting, order. A message is a public one that a person wrote. `documents` are (model,
    subselect of ids) whose threads count beside those of the contacts; only the newest of each are looked at, and of
    each thread only the newest messages, so that long threads cost no more than short ones. Of meetings that others
    keep private nothing is told.
    """
    threads = SQL(" UNION ALL ").join(
        [
            SQL("SELECT 'res.partner' AS model, id FROM res_partner WHERE id IN %s", tuple(partner_ids)),
            *(
                SQL(
                    "(SELECT %s AS model, id FROM %s WHERE id IN %s ORDER BY id DESC LIMIT %s)",
                    model,
                    SQL.identifier(model.replace(".", "_")),
                    ids,
                    NEWEST_DOCUMENTS,
                )
                for model, ids in documents
            ),
        ]
    )
    return SQL(
        """
        (%(messages)s)
        UNION ALL
        (SELECT event.stop, 'meeting', organiser.name, 'out'
           FROM calendar_event_res_partner_rel attendee
           JOIN calendar_event event ON event.id = attendee.calendar_event_id
           LEFT JOIN res_users event_user ON event_user.id = event.user_id
           LEFT JOIN res_partner organiser ON organiser.id = event_user.partner_id
          WHERE attendee.res_partner_id IN %(partner_ids)s AND event.active AND event.stop <= %(now)s
            AND (COALESCE(event.privacy, 'public') != 'private' OR event_user.partner_id = %(user_partner_id)s)
          ORDER BY event.stop DESC LIMIT 1)
        UNION ALL
        (SELECT o.date_order, 'order', seller.name, 'in'
           FROM sale_order o LEFT JOIN res_users order_user ON order_user.id = o.user_id
           LEFT JOIN res_partner seller ON seller.id = order_user.partner_id
          WHERE o.id IN %(orders)s AND o.date_order <= %(now)s
          ORDER BY o.date_order DESC LIMIT 1)
        ORDER BY 1 DESC LIMIT 1
        """,
        messages=_last_message(threads, now),
        partner_ids=tuple(partner_ids),
        now=now,
        user_partner_id=user_partner_id,
        orders=orders,
    )


def _last_message(threads: SQL, now: datetime) -> SQL:
    """The last message of a person, or call that reached somebody, in some threads."""
    return SQL(
        """
        SELECT message.date, message.channel, COALESCE(author.name, message.email_from), message.direction
          FROM (%(threads)s) thread
         CROSS JOIN LATERAL (
            SELECT newest.date, newest.author_id, newest.email_from,
                   CASE WHEN newest.sme_call = 'reached' OR kind.category = 'phonecall' THEN 'call' ELSE 'message' END
                   AS channel,
                   CASE WHEN EXISTS (SELECT FROM res_users writer
                                      WHERE writer.partner_id = newest.author_id AND writer.share IS NOT TRUE)
                        THEN 'out' ELSE 'in' END AS direction
              FROM (SELECT * FROM mail_message
                     WHERE mail_message.model = thread.model AND mail_message.res_id = thread.id
                     ORDER BY mail_message.id DESC LIMIT %(newest)s) newest
              LEFT JOIN mail_message_subtype subtype ON subtype.id = newest.subtype_id
              LEFT JOIN mail_activity_type kind ON kind.id = newest.mail_activity_type_id
             WHERE newest.date <= %(now)s
               AND newest.author_id IS DISTINCT FROM (SELECT partner_id FROM res_users WHERE id = %(robot_user_id)s)
               AND (newest.sme_call = 'reached'
                    OR (newest.sme_call IS NULL AND kind.category = 'phonecall')
                    OR (newest.message_type IN ('email', 'comment') AND newest.is_internal IS NOT TRUE
                        AND subtype.internal IS NOT TRUE AND newest.subtype_id IS NOT NULL
                        AND newest.sme_automatic IS NULL AND newest.mail_activity_type_id IS NULL))
             ORDER BY newest.id DESC LIMIT 1
        ) message
          LEFT JOIN res_partner author ON author.id = message.author_id
         ORDER BY message.date DESC LIMIT 1
        """,
        threads=threads,
        newest=NEWEST_MESSAGES,
        now=now,
        robot_user_id=ROBOT_USER_ID,
    )
