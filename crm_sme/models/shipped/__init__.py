from . import (
    sme_plan,
    res_company,
)
