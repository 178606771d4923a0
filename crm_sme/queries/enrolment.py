"""What the engine of follow-ups asks of the ledger."""

from collections.abc import Sequence

from odoo.tools import SQL


def newest_contacts(customer_ids: Sequence[int], company_id: int) -> SQL:
    """(customer, id of its newest row in the ledger of a company); customers without rows are left out."""
    return SQL(
        """
        SELECT contact.commercial_partner_id, max(contact.id)
          FROM sme_contact contact
         WHERE contact.commercial_partner_id = ANY (%s) AND contact.company_id = %s
         GROUP BY contact.commercial_partner_id
        """,
        list(customer_ids),
        company_id,
    )


def customers_with_old_keys() -> SQL:
    """Customers with a live follow-up whose key is not, or no longer, made of plan, company and customer."""
    return SQL(
        """
        SELECT DISTINCT enrolment.commercial_partner_id
          FROM sme_enrolment enrolment
         WHERE enrolment.state IN ('running', 'paused')
           AND enrolment.running_key IS DISTINCT FROM
               concat_ws(',', enrolment.plan_id, enrolment.company_id, enrolment.commercial_partner_id)
        """
    )
