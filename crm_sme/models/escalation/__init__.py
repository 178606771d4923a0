from . import (
    sme_service_clock,
    sme_tick,
)
