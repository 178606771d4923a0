from odoo.exceptions import UserError


class RefreshRunningError(UserError):
    """The scorecards of the company are being refreshed by another transaction."""
