from odoo.fields import Domain


def post_init_hook(env):
    """Give every company its policy and have the scorecards computed in the background."""
    companies = env["res.company"].search([])
    env["sme.policy"]._get_for_companies(companies)
    env["sme.refresh"]._request(companies)


def uninstall_hook(env):
    """Remove what users saved about our fields in models that stay: favourites, export templates, parameters."""
    models = env["ir.model.fields"].search([("modules", "ilike", "crm_sme"), ("name", "=like", "sme\\_%")]).mapped("model")
    named = Domain.OR(
        Domain(field, "ilike", "sme_") for field in ("domain", "context", "sort")
    )
    env["ir.filters"].with_context(active_test=False).search(Domain("model_id", "in", models) & named).unlink()
    env["ir.exports.line"].search([("name", "ilike", "sme_")]).unlink()
    env["ir.config_parameter"].search([("key", "=like", "crm\\_sme.%")]).unlink()
