"""SQL that states facts. Every function builds an `odoo.tools.SQL` value; nothing here executes anything."""
