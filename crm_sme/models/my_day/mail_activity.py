from odoo import models


class MailActivity(models.Model):
    """What somebody has to do is found in its order, however much that is; what was done, by its day."""

    _inherit = "mail.activity"

    _sme_due_idx = models.Index("(user_id, date_deadline, id) INCLUDE (res_model, activity_type_id) WHERE active")
    _sme_done_idx = models.Index("(user_id, date_done) WHERE NOT active")
