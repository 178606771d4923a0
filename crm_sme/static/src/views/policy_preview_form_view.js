import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** A what-if is never "new": it is a sheet to try things on. */
export class PolicyPreviewFormController extends FormController {
    displayName() {
        return _t("What-if");
    }
}

registry.category("views").add("sme_policy_preview_form", {
    ...formView,
    Controller: PolicyPreviewFormController,
});
