"""What the web client asks of the server, made from the same view descriptions."""

from lxml import etree

VIEW_TYPES = ("list", "form", "kanban")
ALWAYS = ("True", "1")


def get_specification(arch: etree._Element, model) -> dict:
    """The specification of ``web_read`` for the fields of a view, as the client's ``getFieldsSpec`` makes it."""
    specification = {}
    for node in _get_own_fields(arch):
        name = node.get("name")
        field = model._fields.get(name)
        if field is None:
            continue
        specification[name] = {} if not field.relational else _get_relation(node, model.env[field.comodel_name], field)
    return specification


def parse_view(views: dict, view_type: str) -> etree._Element:
    """The architecture of a view out of the answer of ``get_views``."""
    return etree.fromstring(views["views"][view_type]["arch"])


def _get_relation(node: etree._Element, comodel, field) -> dict:
    hidden = node.get("invisible") in ALWAYS or node.get("column_invisible") in ALWAYS
    if field.type == "many2one":
        return {"fields": {} if hidden else {"display_name": {}}}
    if hidden:
        return {}
    nested = [child for child in node if child.tag in VIEW_TYPES]
    if nested:
        fields = {}
        for view in nested:
            fields |= get_specification(view, comodel)
        return {"fields": fields, "limit": 40}
    if node.get("widget", "").startswith("many2many"):
        return {"fields": {"display_name": {}}}
    return {}


def _get_own_fields(arch: etree._Element):
    """Field nodes of a view itself, not of the views inside its x2many fields."""
    for node in arch.iter("field"):
        if not any(parent.tag == "field" for parent in _get_parents_below(node, arch)):
            yield node


def _get_parents_below(node: etree._Element, top: etree._Element):
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent
