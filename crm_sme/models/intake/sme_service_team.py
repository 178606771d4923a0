import ast
import logging

from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

ALIAS_NAME = "service"


class SmeServiceTeam(models.Model):
    """A team has an address; what arrives there becomes its records."""

    _inherit = "sme.service.team"

    @api.model
    def _ensure_for_companies(self, companies=None):
        teams = super()._ensure_for_companies(companies)
        for team in teams:
            team._give_alias()
        return teams

    def _give_alias(self):
        """Give a first team an address that no other team of any company has.

        A company is never kept from being made for want of an address.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.with_company(self.company_id).alias_name = self._find_free_alias_name()
        except UserError:
            _logger.info("No address for the service team of %s", self.company_id.name, exc_info=True)

    def _find_free_alias_name(self):
        # sudo: the addresses of all companies count, whoever makes this one
        aliases_sudo = self.env["mail.alias"].sudo()
        domains_sudo = self.env["mail.alias.domain"].sudo().search([])
        named = f"{ALIAS_NAME}-{self.env['ir.http']._slugify(self.company_id.name or '')}".strip("-")
        candidates = [ALIAS_NAME, named, *(f"{named}-{number}" for number in range(2, 20))]
        taken = {
            *aliases_sudo.search([("alias_name", "in", candidates)]).mapped("alias_name"),
            *domains_sudo.mapped("bounce_alias"),
            *domains_sudo.mapped("catchall_alias"),
        }
        return next((name for name in candidates if name not in taken), f"{named}-{self.company_id.id}-{self.id}")

    @api.model
    def _find_by_addresses(self, addresses):
        """The teams that mails to some addresses belong to, in the order of the addresses' aliases."""
        addresses = [address for address in addresses if "@" in address]
        if not addresses:
            return self.browse()
        here = Domain("alias_full_name", "in", addresses) | (
            Domain("alias_name", "in", [address.partition("@")[0] for address in addresses])
            & Domain("alias_incoming_local", "=", True)
        )
        # sudo: the gateway asks on behalf of whoever wrote
        aliases_sudo = self.env["mail.alias"].sudo()
        found = aliases_sudo.search(Domain("alias_model_id.model", "=", "sme.service") & here)
        return self.union(*(self._get_of_alias(alias) for alias in found))

    @api.model
    def _get_of_alias(self, alias_sudo):
        """The team that an alias belongs to or names, be it archived; else the first one there is."""
        owner_id = alias_sudo.alias_parent_thread_id if alias_sudo.alias_parent_model_id.model == self._name else None
        # sudo: the gateway asks on behalf of whoever wrote
        teams_sudo = self.sudo()
        return teams_sudo.browse(owner_id or self._read_team_id(alias_sudo)).exists() or teams_sudo.search([], limit=1)

    @api.model
    def _read_team_id(self, alias_sudo):
        try:
            team_id = dict(ast.literal_eval(alias_sudo.alias_defaults or "{}")).get("team_id")
        except (ValueError, SyntaxError, TypeError):
            return None
        return team_id if isinstance(team_id, int) else None

    @api.model
    def _get_for_values(self, values=None, alias=None):
        """The active team that a mail goes to: the one that the alias names, else the first of its company.

        Of the values that come with a mail only the id of the team is believed, and only if there is such a team.
        """
        # sudo: the gateway asks on behalf of whoever wrote
        teams_sudo = self.sudo()
        team_id = values.get("team_id") if isinstance(values, dict) else None
        named = teams_sudo.browse(team_id if isinstance(team_id, int) else None)
        try:
            if named.active:
                return named
        except MissingError:
            named = teams_sudo
        # sudo: see above
        company = (named or (self._get_of_alias(alias.sudo()) if alias else named)).company_id or self.env.company
        first = teams_sudo.search([("company_id", "=", company.id)], limit=1)
        return first or teams_sudo.search([], limit=1) or named
