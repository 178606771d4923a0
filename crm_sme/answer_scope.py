"""What the sections of an answer card share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from odoo.tools import SQL

from .rules.answer import Audience

if TYPE_CHECKING:
    from odoo.models import BaseModel


@dataclass(frozen=True)
class AnswerScope:
    """One customer, one reader, one moment.

    `orders` carries the rights by which orders are read, `order_ids` selects the confirmed ones of the customer that
    the reader may know of. `contact_ids` are all contacts of the customer's firm.
    """

    audience: Audience
    partner: BaseModel
    firm: BaseModel
    contact_ids: tuple[int, ...]
    orders: BaseModel
    order_ids: SQL
    now: datetime
    today: date
    timezone: str
    account_manager: str
