"""Telegram, with python-telegram-bot."""

from channels.telegram.channel import Telegram

__all__ = ["Telegram"]
