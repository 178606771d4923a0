{
    "name": "Customer Relations",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Customer classes and lifecycles from your own orders, with reasons anyone can check",
    "author": "crm_sme contributors",
    "license": "LGPL-3",
    "depends": [
        "sale_management",
        "sale_crm",
        "sale_margin",
        "portal",
        "rating",
        "resource",
        "phone_validation",
        "digest",
    ],
    "data": [
        "security/crm_sme_security.xml",
        "security/ir.model.access.csv",
        "security/ir_rules.xml",
        "data/sme_customer_class_data.xml",
        "data/ir_cron_data.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_sme/static/src/**/*",
            ("remove", "crm_sme/static/src/views/lazy/**"),
        ],
        "web.assets_backend_lazy": [
            "crm_sme/static/src/views/lazy/**",
        ],
        "web.assets_tests": [
            "crm_sme/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
    "installable": True,
}
