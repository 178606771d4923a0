"""The names of the four classes, which are shown everywhere and asked of the database once."""

from tests.common import SmeCase


class TestClassNames(SmeCase):
    def test_a_renamed_class_is_shown_by_its_new_name(self):
        key = self.classes["key"]
        self.assertEqual(key.display_name, "Key")
        key.name = "Crown Jewels"
        self.assertEqual(key.display_name, "Crown Jewels")

    def test_the_name_is_that_of_the_language(self):
        key = self.classes["key"]
        self.assertNotEqual(key.with_context(lang="zh_CN").display_name, "Key")
        key.with_context(lang="zh_CN").name = "重中之重"
        self.assertEqual(key.with_context(lang="zh_CN").display_name, "重中之重")
        self.assertEqual(key.display_name, "Key")

    def test_a_name_known_costs_no_query(self):
        self.assertTrue(self.classes["key"].display_name)
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            self.classes["key"].mapped("display_name")
