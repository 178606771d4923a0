from . import attachment, customer_sheet, portal, unsubscribe
