/** Product cards in a row that is swiped, or moved by two buttons or the arrow keys. */

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { productCard, saidBy } from "./cards.js";

/** @type {(show: {cards: import("../reading.js").Card[]}, context: import("./index.js").Context) => object} */
export function lookbook(show, context) {
  if (!show.cards.length) return { element: null, parts: [] };
  const { words } = context;
  const row = el(
    "div", { class: "lookbook-row", role: "group", "aria-label": words("products"), tabindex: "0" },
    ...show.cards.map((card) => productCard(card, context)),
  );
  const previous = mover("previous", -1, row, words);
  const next = mover("next", 1, row, words);

  const update = () => {
    previous.setAttribute("aria-disabled", String(row.scrollLeft < 2));
    next.setAttribute("aria-disabled", String(row.scrollLeft + row.clientWidth > row.scrollWidth - 2));
  };
  row.addEventListener("scroll", update, { passive: true });
  // Also tells when the row gets a width at all: it may be made while the chat is closed.
  new ResizeObserver(update).observe(row);
  const element = el("div", { class: "lookbook" }, row, el("div", { class: "movers" }, previous, next));
  return { element, ...saidBy(show.cards) };
}

function mover(name, direction, row, words) {
  const move = () => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const [first, second] = row.children;
    const step = second ? second.offsetLeft - first.offsetLeft : row.clientWidth;
    row.scrollBy({ left: direction * step, behavior: calm ? "instant" : "smooth" });
  };
  return el("button", { type: "button", class: "round", "aria-label": words(name), onclick: move }, icon(name));
}
