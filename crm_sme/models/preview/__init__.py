from . import (
    sme_plan,
)
