from odoo.exceptions import UserError


class RefreshRunningError(UserError):
    """The scorecards of the company are being refreshed by another transaction."""


class TooManyRequestsError(UserError):
    """A customer asked for more than the portal gives in an hour."""

    http_status = 429
