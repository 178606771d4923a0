"""Service records against the helpdesk of the Odoo Community Association, and against Odoo's own pipeline.

    script/bench --only service

Both sides run in Odoos of their own, on databases that are copies of the same base, on the same customers, turn by
turn. What is measured includes what a commit does before it reaches the database; nothing is kept. No mail leaves.
"""
