from . import (
    sme_plan,
    sme_enrolment,
)
