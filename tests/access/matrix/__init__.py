"""The table of rights, one module an area.

A module gives `MATRIX`, {model: {role: (operations on the own record, operations on the foreign one)}}, and
`make_records(case)`, {model: (own record, foreign record)} for each of its models; the same record twice where a model
knows no difference. "Own" is what the salesperson answers for, "foreign" what only colleagues do; operations are the
letters of r(ead), w(rite), c(reate) and u(nlink), and a role that is not named may nothing. Abstract models of an area
are named in `WITHOUT_TABLE`.
"""

import importlib
import pkgutil

AREAS = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
MATRIX = {model: cells for area in AREAS for model, cells in area.MATRIX.items()}
WITHOUT_TABLE = {name for area in AREAS for name in getattr(area, "WITHOUT_TABLE", ())}
