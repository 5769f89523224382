"""Web pages of other people that have the widget in them: a plain one and ones that do it no good."""

from __future__ import annotations

# What a page may do to everything in it, wanted or not.
_HOSTILE = """
  * { all: unset !important; color: red !important; font: 40px cursive !important; display: inline !important; }
  html { font-size: 62.5%; direction: rtl; }
  tresen-chat { display: none !important; position: absolute !important; transform: scale(.3) !important;
                opacity: .2 !important; visibility: hidden !important; pointer-events: none !important; }
  div, section, p, span { border: 9px dashed red !important; float: left !important; }
"""
_BUTTONS = """
  button, .button, input, textarea, a { background: hotpink; color: lime; text-transform: uppercase; width: 300px;
                                        border-radius: 0; letter-spacing: .5em; }
  .panel, .log, .message, .card, .chip, .launcher { display: none; outline: 5px solid red; }
  body { font: italic 30px/3 fantasy; text-align: right; word-spacing: 2em; white-space: pre; cursor: crosshair; }
"""


def hosts(mount: str) -> dict[str, str]:
    """Return the pages by name; `mount` is where the chat server is."""
    return {
        "plain": _page(mount),
        "german": _page(mount, attributes=' data-language="de" data-title="Tante Emma"'),
        "opened": _page(mount, attributes=" data-open"),
        "hostile": _page(mount, _HOSTILE),
        "buttons": _page(mount, _BUTTONS),
        "early": f'<!doctype html><html lang="en"><title>Shop</title><script src="{mount}widget.js" async></script>',
        "twice": _page(mount).replace("</main>", f'</main><script src="{mount}widget.js" async></script>'),
    }


def _page(mount: str, css: str = "", attributes: str = "") -> str:
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop</title>
<link rel="icon" href="data:,"><style>{css}</style></head>
<body><main><h1>Fine goods</h1><p>Nothing in here is the chat's.</p><button type="button">Mine</button></main>
<script src="{mount}widget.js" async{attributes}></script></body>
</html>"""
