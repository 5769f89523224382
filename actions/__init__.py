"""The conversation side: custom actions, one module per skill."""
