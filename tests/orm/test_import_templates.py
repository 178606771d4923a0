"""The templates that the import screen offers can be imported as they are."""

from pathlib import Path

from odoo.tests import new_test_user

import odoo.addons.crm_sme
from odoo.addons.base.tests.common import BaseCommon

ADDON = Path(odoo.addons.crm_sme.__file__).parent
OPTIONS = {"has_headers": True, "quoting": '"', "separator": ",", "date_format": "%Y-%m-%d"}
TEMPLATES = {"sme.service": 2, "sme.entitlement": 2, "sme.solution": 2, "sme.territory": 2}


class TestImportTemplates(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].create([{"name": "Azure Interior"}, {"name": "Lumber Inc"}])
        cls.env["product.product"].create([{"name": "Office Printer"}, {"name": "Accounting Software"}])
        cls.manager = new_test_user(
            cls.env, login="importer", name="Mitchell Admin", groups="crm_sme.group_sme_manager,base.group_user"
        )

    def import_template(self, model_name):
        """The messages of the import of what a manager downloads."""
        model = self.env[model_name].with_user(self.manager)
        (offered,) = model.get_import_templates()
        self.assertTrue(offered["label"])
        content = (ADDON / offered["template"].removeprefix("/crm_sme/")).read_bytes()
        dialog = (
            self.env["base_import.import"]
            .with_user(self.manager)
            .create(
                {
                    "res_model": model_name,
                    "file": content,
                    "file_name": offered["template"],
                    "file_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                }
            )
        )
        preview = dialog.parse_preview(OPTIONS)
        self.assertFalse(preview.get("error"))
        matches = [preview["matches"].get(column) for column in range(len(preview["headers"]))]
        self.assertTrue(all(matches), preview["headers"])
        fields = ["/".join(match) for match in matches]
        return dialog.execute_import(fields, preview["headers"], {**OPTIONS, **preview["options"]})

    def test_every_template_is_imported_whole(self):
        for model_name, count in TEMPLATES.items():
            with self.subTest(model=model_name):
                before = self.env[model_name].search([])
                result = self.import_template(model_name)
                self.assertFalse(result["messages"])
                self.assertEqual(len(self.env[model_name].search([]) - before), count)

    def test_what_was_imported_is_what_was_written(self):
        self.import_template("sme.entitlement")
        right = self.env["sme.entitlement"].search([("serial", "=", "SN-1001")])
        self.assertEqual((right.kind, right.quantity, right.date_end.isoformat()), ("warranty", 1, "2028-01-14"))
        self.import_template("sme.territory")
        north = self.env["sme.territory"].search([("name", "=", "North"), ("user_id", "=", self.manager.id)])
        self.assertEqual(north.zip_ids.mapped("display_name"), ["10 - 29", "38 - 39"])
