"""The tiny shop of tests/unit/shop."""

from tests.unit.shop.conftest import anna, ben, database, filled_file, later, say, settings  # noqa: F401  # fixtures
