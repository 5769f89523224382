/** The cart: in the conversation a button that opens it, in its panel all lines. */

import { el, said } from "../dom.js";
import { icon } from "../icons.js";

/** @type {(show: {count: number, total: string}, context: import("./index.js").Context) => object} */
export function cart(show, { words, openCart }) {
  // The panel shows the newest cart, so this message keeps its text whole: it says what the cart was then.
  if (!show.count) return { element: null, parts: [] };
  const label = words("cart_open", { count: show.count });
  const element = el(
    "button", { type: "button", class: "cart-button", "aria-label": label, onclick: openCart },
    icon("cart"), el("span", {}, words("cart")), el("span", { class: "count" }, show.count),
    el("span", { class: "amount" }, show.total),
  );
  return { element, parts: [] };
}

/** One line of a cart or an order: quantity, title, features and unit price; at the end its total. */
export function lineRow(line, words) {
  const quantity = line.quantity ? `${line.quantity} × ` : "";
  const price = line.price && line.quantity !== "1" ? words("each", { price: line.price }) : "";
  const details = [line.features, price].filter(Boolean).join(" · ");
  return el(
    "tr", {},
    el(
      "th", { scope: "row" },
      quantity, said("span", {}, line.title), details && said("div", { class: "fact" }, details),
    ),
    el("td", {}, line.total),
  );
}

/** What a line shows, as text. */
export function linePart(line, words) {
  return [line.quantity, line.title, line.features, words("each", { price: line.price }), line.total].join(" ");
}
