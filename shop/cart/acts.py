"""What is done to a cart: add, answer, change, remove. Each works on a CartEdit and collects refusals in it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from shop.cart.changing import as_it_shall_be
from shop.cart.edit import CartEdit, line_in
from shop.cart.merge import merged
from shop.cart.questions import needs_target, possible_targets, question_of
from shop.cart.refusals import checked_quantity, said
from shop.cart.resolve import Found, Missing, resolve
from shop.cart.size_steps import next_size
from shop.cart.targets import (
    contradicts,
    lines_to_change,
    lines_to_remove,
    means_all,
    narrowed,
    open_line_for,
    open_line_is_focused,
)
from shop.catalog.matching import by_sku, carried, values_of
from shop.errors import NoSuchLine, NotCarried, ShopError
from shop.model import CartLine, OpenLine
from shop.order_line import OrderLine


def add(edit: CartEdit, lines: Sequence[OrderLine]) -> None:
    """Put in what is clear, keep open what is not, refuse what cannot be; one line does not stop the others."""
    for line in lines:
        try:
            outcome = resolve(edit.session, line)
            if isinstance(outcome, Found):
                edit.put(outcome.candidate, outcome.quantity, line.words)
            else:
                edit.keep_open(line)
        except ShopError as refusal:
            edit.refusals.append(refusal)


def answer(edit: CartEdit, line: OrderLine) -> None:
    """Put an answer into the open line that it fits, the first before the others; other goods are a new wish."""
    row = _row_to_answer(edit, line)
    if row is None:
        if line.product is None:
            edit.refusals.append(NoSuchLine(**said(line)))
        else:
            add(edit, [line])
    elif needs_target(row):
        _answer_which(edit, row, line)
    elif _names_other_goods(edit, row, line):
        add(edit, [line])
    else:
        answer_open(edit, row, line)


def _row_to_answer(edit: CartEdit, line: OrderLine) -> OpenLine | None:
    """The first open line, unless only a later one can take the answer: "39-42" is for the socks, not the t-shirt."""
    rows = [row for row in edit.cart.open_lines if question_of(edit.session, row)]
    if len(rows) > 1 and not needs_target(rows[0]):
        rows.sort(key=lambda row: not _takes(edit, row, line))  # stable: the order of asking stays
    return rows[0] if rows else None


def _takes(edit: CartEdit, row: OpenLine, line: OrderLine) -> bool:
    known = line_in(row)
    if needs_target(row) or _names_other_goods(edit, row, line):
        return False
    try:
        resolve(edit.session, _with_answer(edit, row, known, line))
    except NotCarried:
        return False
    except ShopError:
        return True
    return True


def _with_answer(edit: CartEdit, row: OpenLine, known: OrderLine, line: OrderLine) -> OrderLine:
    asked = question_of(edit.session, row)
    sizes = values_of(carried(edit.session, known), "size") if asked and asked.kind == "size" else ()
    return merged(known, line, asked.kind if asked else None, sizes)


def answer_open(edit: CartEdit, row: OpenLine, line: OrderLine) -> None:
    """Say more about one open line. If that cannot be, it is refused and the question stays."""
    now = _with_answer(edit, row, line_in(row), line)
    try:
        outcome = resolve(edit.session, now)
        if isinstance(outcome, Missing):
            edit.restate(row, now)
            return
        target = edit.line_of(row.target_sku)
        if target is not None:
            edit.replace(target, outcome.candidate, outcome.quantity, now.words)
        else:
            edit.put(outcome.candidate, outcome.quantity, now.words)
        edit.close(row)
    except ShopError as refusal:
        edit.refusals.append(refusal)


def change(edit: CartEdit, line: OrderLine) -> None:
    """Make a cart line (or an open one) what the line says."""
    _drop_questions_about_changes(edit)
    try:
        checked_quantity(line.quantity)
        targets = lines_to_change(edit.cart, line)
        row = open_line_for(edit.cart, line)
        if row is not None and (not targets or (line.product is None and open_line_is_focused(edit.cart))):
            answer_open(edit, row, line)
        elif not targets:
            raise NoSuchLine(**said(line))
        elif len(targets) > 1:
            edit.keep_open(line, "change")
        else:
            _change_line(edit, targets[0], line)
    except ShopError as refusal:
        edit.refusals.append(refusal)


def remove(edit: CartEdit, line: OrderLine) -> None:
    """Take out what the line describes, or as many pieces of it as it says."""
    _drop_questions_about_changes(edit)
    try:
        quantity = checked_quantity(line.quantity)
        if line.product is None and not line.says_anything() and open_line_is_focused(edit.cart):
            _remove_open(edit, line)
            return
        targets = lines_to_remove(edit.cart, line)
        if not targets:
            _remove_open(edit, line)
        elif len(targets) == 1:
            edit.take(targets[0], quantity)
        elif not means_all(line):
            edit.keep_open(line, "remove")
        else:
            for target in targets:
                edit.take(target)
        if means_all(line) and targets and line.product is not None:
            with suppress(NoSuchLine):
                _remove_open(edit, line)
    except ShopError as refusal:
        edit.refusals.append(refusal)


def _change_line(edit: CartEdit, target: CartLine, line: OrderLine) -> None:
    now = by_sku(edit.session, target.variant.sku)
    if now is None:
        raise NoSuchLine(**said(line))
    if line.size_step and not line.wanted.size:
        size = next_size(edit.session, now, line.wanted, line.size_step)
        line = replace(line, wanted=replace(line.wanted, size=(size,)))
    if not (line.wanted.stated() or line.excluded.stated()):
        edit.replace(target, now, checked_quantity(line.quantity) or target.quantity, line.words)
        return
    full = as_it_shall_be(edit.session, now, target.quantity, line)
    outcome = resolve(edit.session, full)
    if isinstance(outcome, Found):
        edit.replace(target, outcome.candidate, outcome.quantity, line.words)
    else:
        edit.keep_open(full, "change", now.sku)


def _answer_which(edit: CartEdit, row: OpenLine, line: OrderLine) -> None:
    targets = narrowed(possible_targets(row), line)
    if len(targets) != 1:
        if not targets:
            edit.refusals.append(NoSuchLine(**said(line)))
        return
    intended = line_in(row)
    try:
        if row.kind == "remove":
            edit.take(targets[0], checked_quantity(intended.quantity))
        else:
            _change_line(edit, targets[0], intended)
        edit.close(row)
    except ShopError as refusal:
        edit.refusals.append(refusal)


def _remove_open(edit: CartEdit, line: OrderLine) -> None:
    row = open_line_for(edit.cart, line)
    if row is None or contradicts(row, line):
        raise NoSuchLine(**said(line))
    known, taken = line_in(row), checked_quantity(line.quantity)
    if taken is not None and isinstance(known.quantity, int) and taken < known.quantity:
        edit.restate(row, replace(known, quantity=known.quantity - taken))
    else:
        edit.close(row)


def _names_other_goods(edit: CartEdit, row: OpenLine, line: OrderLine) -> bool:
    known = line_in(row).product
    if line.product is None or known is None or line.product == known:
        return False
    types = {candidate.product for candidate in carried(edit.session, OrderLine(product=known))}
    named = {candidate.product for candidate in carried(edit.session, OrderLine(product=line.product))}
    return not named <= types or not named


def _drop_questions_about_changes(edit: CartEdit) -> None:
    for row in [row for row in edit.cart.open_lines if row.kind != "add"]:
        edit.close(row)
