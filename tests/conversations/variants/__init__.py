"""The same conversations as people also have them: mistyped, dictated, interrupted. Made from the plain ones.

What must hold after a turn stays as it is. The same conversation always becomes the same variant.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.conversations.play import Conversation
from tests.conversations.variants.dictation import dictated, heard
from tests.conversations.variants.interruption import interrupted
from tests.conversations.variants.typo import mistyped

__all__ = ["SPELLINGS", "VARIANTS"]

# Each takes a conversation and the language of its folder.
VARIANTS: dict[str, Callable[[Conversation, str], Conversation]] = {
    "plain": lambda conversation, language: conversation,
    "typo": mistyped,
    "dictation": dictated,
    "interruption": interrupted,
}
# How names and addresses are written before they are compared; exactly, where nothing is said here.
SPELLINGS: dict[str, Callable[[str], str]] = {"dictation": heard}
