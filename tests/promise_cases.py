"""How records with several clocks stand, said as plainly as can be."""

from odoo.addons.crm_sme.rules.promise import BROKEN, KEPT, LATE, NONE, ON_TIME, PAUSED, SOON

# A record stands as the first of these that one of its clocks stands.
WORST_FIRST = (LATE, SOON, ON_TIME, PAUSED, BROKEN, KEPT)


def worst(verdicts):
    """How a record with clocks of these verdicts stands."""
    return min(verdicts, key=(*WORST_FIRST, NONE).index, default=NONE)
