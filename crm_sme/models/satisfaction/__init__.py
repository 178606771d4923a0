from . import (
    rating_rating,
    sme_service_team,
    sme_service,
)
