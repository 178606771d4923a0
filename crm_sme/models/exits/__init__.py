from . import (
    sme_plan,
    sme_contact,
    sme_enrolment,
    sme_out_of_office,
    sme_tick,
)
