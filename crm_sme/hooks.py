from odoo.fields import Domain

EXTENDED_MODELS = ("res.partner", "sale.order", "crm.lead")


def post_init_hook(env):
    """Give every company its policy and have the scorecards computed in the background."""
    companies = env["res.company"].search([])
    env["sme.policy"]._get_for_companies(companies)
    env["sme.refresh"]._request(companies)


def uninstall_hook(env):
    """Remove what users saved about our fields and models: favourites, export templates, parameters.

    A favourite that names a field that is gone would break the screen it belongs to.
    """
    mentions = Domain.OR(Domain(name, "ilike", "sme_") for name in ("domain", "context", "sort"))
    ours = Domain("model_id", "=like", "sme.%") | (Domain("model_id", "in", EXTENDED_MODELS) & mentions)
    env["ir.filters"].with_context(active_test=False).search(ours).unlink()
    env["ir.exports"].search(Domain("resource", "=like", "sme.%")).unlink()
    env["ir.exports.line"].search(Domain("name", "=like", "sme\\_%") | Domain("name", "like", "/sme_")).unlink()
    env["ir.config_parameter"].search(Domain("key", "=like", "crm\\_sme.%")).unlink()
