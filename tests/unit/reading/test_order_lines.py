from __future__ import annotations

import pytest

from components.reading.reader import Reader
from tests.unit.reading.notation import cases, expected_lines, read_lines


@pytest.mark.parametrize(("message", "expected"), [*cases("en.txt"), *cases("de.txt")])
def test_reads_exactly_the_lines_that_were_said(reader: Reader, message: str, expected: str) -> None:
    assert read_lines(reader.read(message)) == expected_lines(expected)
