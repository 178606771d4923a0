from . import (
    sme_tick,
    res_config_settings,
)
