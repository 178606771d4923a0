from . import attachment, portal
from . import customer_sheet
