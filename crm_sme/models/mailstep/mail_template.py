from odoo import models
from odoo.exceptions import ValidationError

from ...rules import placeholders

CHECKED_FIELDS = {"subject", "body_html", "model_id"}


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def write(self, values):
        """A template that a plan uses stays one whose placeholders can be filled in."""
        result = super().write(values)
        if not CHECKED_FIELDS.isdisjoint(values):
            self._get_used_by_plans()._check_placeholders()
        return result

    def _get_used_by_plans(self):
        # sudo: whether a plan uses a template decides about checking it, whoever edits it
        steps_sudo = self.env["sme.plan.step"].sudo()
        return steps_sudo.search([("template_id", "in", self.ids)]).template_id.with_env(self.env)

    def _check_placeholders(self):
        """Raise where a placeholder, in any language, cannot be read or asks for a field that there is not."""
        for template in self:
            for code, _name in self.env["res.lang"].get_installed():
                speaking = template.with_context(lang=code)
                line, text = speaking.subject or "", str(speaking.body_html or "")
                broken = [
                    expression
                    for expression in placeholders.find_expressions(line, text)
                    if not placeholders.is_readable(expression) or not template._has_fields(expression)
                ]
                if placeholders.has_open_end(line):
                    broken.append(line)
                if broken:
                    raise ValidationError(
                        self.env._(
                            "The template “%(template)s” has placeholders that cannot be filled in: %(placeholders)s",
                            template=template.display_name,
                            placeholders=", ".join(broken),
                        )
                    )

    def _has_fields(self, expression):
        """Whether the fields, and what else an expression asks of the document, exist."""
        return all(self._has_path(path) for path in placeholders.find_paths(expression))

    def _has_path(self, path):
        model = self.env.get(self.model)
        for name in path:
            if model is None:
                return True  # what belongs to a value, a date for instance, is not looked at
            field = model._fields.get(name)
            if not field:
                return not name.startswith("_") and hasattr(model, name)
            model = self.env[field.comodel_name] if field.relational else None
        return True

    def _render_marked(self, records, language):
        """{id: (subject, text)} in a language, where each placeholder without a value shows as `placeholders.EMPTY`."""
        self.ensure_one()
        speaking = self.with_context(lang=language)
        subjects = speaking._render_template(placeholders.mark_line(speaking.subject or ""), self.model, records.ids)
        texts = speaking._render_template(
            placeholders.mark_text(str(speaking.body_html or "")),
            self.model,
            records.ids,
            engine="qweb",
            options={"post_process": True},
        )
        return {identifier: (subjects[identifier], texts[identifier]) for identifier in records.ids}

    def _is_incomplete(self, subject, text, language):
        """Whether what was made of the template must not be sent as it is."""
        speaking = self.with_context(lang=language)
        return placeholders.is_incomplete(subject or "", speaking.subject or "") or placeholders.is_incomplete(
            str(text or ""), str(speaking.body_html or "")
        )
