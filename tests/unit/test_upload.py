"""Which files are taken from customers."""

import pytest

from odoo.addons.crm_sme.rules.upload import MOST_MEGABYTES, refuse

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "mimetype", "size", "expected"),
    [
        ("photo.jpg", "image/jpeg", 10, None),
        ("PHOTO.JPG", "image/jpeg", MOST_MEGABYTES * MEGABYTE, None),
        ("photo.heic", "application/octet-stream", 10, None),
        ("bill.pdf", "application/pdf", 10, None),
        ("list.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 10, None),
        ("list.ods", "application/vnd.oasis.opendocument.spreadsheet", 10, None),
        ("list.csv", "text/csv", 10, None),
        ("photo.jpg", "image/jpeg", 0, "empty"),
        ("photo.jpg", "image/jpeg", MOST_MEGABYTES * MEGABYTE + 1, "size"),
        ("page.html", "text/html", 10, "kind"),
        ("page.txt", "text/html", 10, "kind"),
        ("picture.svg", "image/svg+xml", 10, "kind"),
        ("picture.png", "image/svg+xml", 10, "kind"),
        ("picture.png", "application/pdf", 10, "kind"),
        ("setup.exe", "application/x-dosexec", 10, "kind"),
        ("bill.pdf", "application/x-dosexec", 10, "kind"),
        ("bill.pdf.exe", "application/pdf", 10, "kind"),
        ("run.sh", "text/x-shellscript", 10, "kind"),
        ("note.txt", "text/x-shellscript", 10, "kind"),
        ("data.xml", "text/xml", 10, "kind"),
        ("noextension", "image/png", 10, "kind"),
        ("", "image/png", 10, "kind"),
    ],
)
def test_files(name, mimetype, size, expected):
    assert refuse(name, mimetype, size) == expected
