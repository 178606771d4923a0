from odoo.fields import Domain

# The fields that this addon adds to models that stay.
ADDED_FIELDS = (
    "sme_class_id",
    "sme_lifecycle",
    "sme_explanation",
    "sme_entitlement",  # the beginning of several names
    "sme_renews_id",
    "sme_last_contact_date",
    "sme_service_id",
)


def post_init_hook(env):
    """Give every company its policy and have the scorecards computed in the background."""
    companies = env["res.company"].search([])
    env["sme.policy"]._get_for_companies(companies)
    env["sme.service.team"]._ensure_for_companies(companies)
    env["sme.refresh"]._request(companies)
    env["sme.contact"]._request_history()


def uninstall_hook(env):
    """Remove what users saved about our fields and models: favourites, export templates, parameters.

    A favourite that names a field that is gone would break the screen it belongs to.
    """
    escaped = [name.replace("_", "\\_") for name in ADDED_FIELDS]
    mentions = Domain.OR(Domain(where, "like", name) for where in ("domain", "context", "sort") for name in escaped)
    ours = Domain("model_id", "=like", "sme.%") | mentions
    env["ir.filters"].with_context(active_test=False).search(ours).unlink()
    env["ir.exports"].search(Domain("resource", "=like", "sme.%")).unlink()
    env["ir.exports.line"].search(Domain.OR(Domain("name", "like", name) for name in escaped)).unlink()
    env["ir.config_parameter"].search(Domain("key", "=like", "crm\\_sme.%")).unlink()
    # Other modules note under their own names what our models inherit from theirs, and are not asked when we go.
    noted = Domain.OR(
        Domain("name", "=like", f"{kind}\\_\\_sme\\_%")
        for kind in ("model\\_inherit", "selection", "field", "constraint")
    )
    env["ir.model.data"].search(Domain("module", "!=", "crm_sme") & noted).unlink()
