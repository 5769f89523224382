/** The panel with the cart as the shop last told it, over the conversation. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { lineRow } from "./show/cart.js";

export class CartPanel {
  #words = null;
  #cart = null;
  #before = null;
  #checkout;
  #behind;

  #title = el("h2", { id: "cart-title", tabindex: "-1" });
  #body = el("div", { class: "cart-body", tabindex: "0", role: "group", "aria-labelledby": "cart-title" });
  #close = el("button", { type: "button", class: "round", onclick: () => this.close() }, icon("close"));
  element = el(
    "section", { class: "cart-panel", "aria-labelledby": "cart-title", hidden: true },
    el("div", { class: "cart-head" }, this.#title, this.#close), this.#body,
  );
  /** The button that opens it, with the number of pieces. */
  button = el(
    "button", { type: "button", class: "round cart-open", "aria-expanded": "false", hidden: true },
    icon("cart"), el("span", { class: "badge", "aria-hidden": "true" }),
  );

  /** @param {{checkout: (title: string) => void, behind: HTMLElement[]}} context `behind`: what the panel covers */
  constructor({ checkout, behind }) {
    this.#checkout = checkout;
    this.#behind = behind;
    this.button.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  translate(words) {
    this.#words = words;
    this.#title.textContent = words("cart");
    this.#close.setAttribute("aria-label", words("cart_close"));
    this.#render();
  }

  /** Take over what the newest message about the cart says; null if there is none. */
  update(cart) {
    this.#cart = cart;
    this.#render();
  }

  open() {
    if (this.isOpen) return;
    this.#before = this.element.getRootNode().activeElement;
    this.#show(true);
    this.#title.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#show(false);
    (this.#before?.isConnected ? this.#before : this.button).focus();
  }

  #show(open) {
    this.element.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    for (const element of this.#behind) element.inert = open;
  }

  #render() {
    const count = this.#cart?.count ?? 0;
    this.button.hidden = !this.#cart;
    this.button.setAttribute("aria-label", this.#words("cart_open", { count }));
    this.button.lastChild.textContent = count || "";
    this.#body.replaceChildren(...(count ? this.#content() : [el("p", { class: "empty" }, this.#words("cart_empty"))]));
  }

  #content() {
    const words = this.#words;
    const title = words("checkout");
    const label = el("th", { scope: "row" }, words("total"));
    const total = el("tr", {}, label, el("td", {}, this.#cart.total));
    const leave = () => {
      this.close();
      this.#checkout(title);
    };
    return [
      el(
        "table", {},
        el("tbody", {}, ...this.#cart.lines.map((line) => lineRow(line, words))),
        el("tbody", { class: "amounts" }, total),
      ),
      el("button", { type: "button", class: "button wide", onclick: leave }, title),
    ];
  }
}
