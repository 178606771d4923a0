from odoo import fields
from odoo.fields import Domain

# The fields that this addon adds to models that stay.
ADDED_FIELDS = (
    "sme_class_id",
    "sme_lifecycle",
    "sme_entitlement",  # the beginning of several names
    "sme_renews_id",
    "sme_hourly_cost",
    "sme_last_contact_date",
    "sme_service_id",
    "sme_responsible",
    "sme_territory_id",
    "sme_acting_for_ids",
    "sme_desk_team_id",
    "sme_gave_right",
    "sme_preferences",
    "sme_plans_paused",
    "sme_touches_per_week",
    "sme_steps_per_day",
    "sme_contact_",  # the beginning of several names
)


def post_init_hook(env):
    """Give every company its policy and have the scorecards computed in the background."""
    companies = env["res.company"].search([])
    env["sme.policy"]._get_for_companies(companies)
    env["sme.service.team"]._ensure_for_companies(companies)
    env["sme.plan"]._ensure_for_companies(companies)
    env["sme.refresh"]._request(companies)
    env["sme.contact"]._request_history()
    # those of the past now: from here on two servers may note meetings at the same moment
    env["sme.contact"]._note_meetings(fields.Datetime.now())


def uninstall_hook(env):
    """Remove what is left in other modules' tables about our fields and models, and what would keep ours from going."""
    _remove_saved_by_users(env)
    _remove_waiting(env)
    _remove_noted_by_modules(env)
    _remove_foreign_keys(env)


def _remove_saved_by_users(env):
    """Favourites, export templates, windows, parameters.

    A favourite that names a field that is gone would break the screen it belongs to.
    """
    escaped = [name.replace("_", "\\_") for name in ADDED_FIELDS]
    mentions = Domain.OR(Domain(where, "like", name) for where in ("domain", "context", "sort") for name in escaped)
    ours = Domain("model_id", "=like", "sme.%") | mentions
    env["ir.filters"].with_context(active_test=False).search(ours).unlink()
    env["ir.exports"].search(Domain("resource", "=like", "sme.%")).unlink()
    env["ir.exports.line"].search(Domain.OR(Domain("name", "like", name) for name in escaped)).unlink()
    env["ir.config_parameter"].search(Domain("key", "=like", "crm\\_sme.%")).unlink()
    env["ir.actions.act_window"].search(Domain("res_model", "=like", "sme.%")).unlink()
    env["ir.actions.server"].search(Domain("model_name", "=like", "sme.%") & Domain("usage", "!=", "ir_cron")).unlink()


def _remove_waiting(env):
    """To-dos on our records or of our kinds, done or not: they would keep our kinds. Messages that wait to be sent."""
    kinds = env["ir.model.data"].search([("module", "=", "crm_sme"), ("model", "=", "mail.activity.type")])
    activities = Domain("res_model", "=like", "sme.%") | Domain("activity_type_id", "in", kinds.mapped("res_id"))
    env["mail.activity"].with_context(active_test=False).search(activities).unlink()
    env["mail.scheduled.message"].search(Domain("model", "=like", "sme.%")).unlink()


def _remove_noted_by_modules(env):
    """Other modules note under their own names what our models inherit from theirs, and are not asked when we go."""
    noted = Domain.OR(
        Domain("name", "=like", f"{kind}\\_\\_sme\\_%")
        for kind in ("model\\_inherit", "selection", "field", "constraint")
    )
    env["ir.model.data"].search(Domain("module", "!=", "crm_sme") & noted).unlink()


def _remove_foreign_keys(env):
    """Our tables go as a whole: rows of ours that point to each other are no reason for one to stay.

    Odoo itself forgets the keys that lead from its tables to ours.
    """
    env["ir.model.constraint"].search([("module.name", "=", "crm_sme"), ("type", "=", "f")]).unlink()
