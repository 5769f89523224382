"""Reading of messages: from a shopper's text to canonical values, grouped into order lines. Pure Python, no Rasa."""
