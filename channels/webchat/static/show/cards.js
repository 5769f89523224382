/** Product cards, one below the other. */

import { el, outLink, said, webAddress } from "../dom.js";
import { icon } from "../icons.js";

// More are folded away: a message should not push the conversation off the screen.
const UNFOLDED = 5;

/** @type {(show: {cards: import("../reading.js").Card[]}, context: import("./index.js").Context) => object} */
export function cards(show, context) {
  const rows = show.cards.map((card) => productCard(card, context));
  if (!rows.length) return { element: null, parts: [] };
  const element = el("div", { class: "cards", role: "group", "aria-label": context.words("products") });
  element.append(...rows.slice(0, UNFOLDED));
  const folded = rows.slice(UNFOLDED);
  if (folded.length) element.append(unfolder(folded, rows.length, context));
  return { element, ...saidBy(show.cards) };
}

function unfolder(folded, count, { words }) {
  const unfold = () => {
    button.replaceWith(...folded);
    folded[0].querySelector("button, a")?.focus();
  };
  const button = el("button", { type: "button", class: "chip", onclick: unfold }, words("show_all", { count }));
  return button;
}

/** One product: picture, title, price, facts, and what can be done. */
export function productCard(card, { words, tap, mount }) {
  const link = webAddress(card.link, mount);
  const title = said(link ? "span" : "div", { class: "card-title" }, card.title);
  const button = card.button?.title
    ? said("button", { type: "button", class: "button", onclick: () => tap(card.button) }, card.button.title)
    : null;
  button?.setAttribute("aria-label", `${card.button.title}: ${card.title}`);
  return el(
    "article", { class: "card" },
    picture(card, mount),
    el(
      "div", { class: "card-body" },
      link ? outLink(link, { class: "card-link" }, title, icon("out")) : title,
      card.price && el("div", { class: "price" }, card.price),
      ...card.facts.map((fact) => said("div", { class: "fact" }, fact)),
      button,
    ),
  );
}

/** The picture; a quiet place for it until it is there, or for good. The title beside it is its text. */
function picture(card, mount) {
  const place = el("div", { class: "picture", "aria-hidden": "true" }, icon("cart"));
  const src = webAddress(card.picture, mount);
  if (!src) return place;
  const image = el("img", { src, alt: "", loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" });
  image.addEventListener("load", () => image.classList.add("loaded"));
  image.addEventListener("error", () => image.remove());
  place.append(image);
  return place;
}

/** What cards show, as text. */
export function saidBy(cards) {
  return {
    parts: cards.map((card) => [card.title, card.price, ...card.facts].join(" ")),
    cards: cards.map((card) => `${card.title} ${card.price}`),
  };
}
