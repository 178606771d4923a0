"""The exits of plans add no table of their own."""

MATRIX = {}
WITHOUT_TABLE = {"sme.out.of.office"}


def make_records(case):
    return {}
