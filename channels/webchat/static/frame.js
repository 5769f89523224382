/** Around the conversation: the button that opens the chat, its head, and opening and closing. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

export class Frame {
  #words = null;
  #title;
  #unread = 0;
  #opened;
  #page;

  #launcher = el(
    "button", { type: "button", class: "launcher", "aria-haspopup": "dialog" },
    icon("chat"), el("span", { class: "badge", "aria-hidden": "true" }),
  );
  #heading;
  #subtitle = el("p", { class: "subtitle" });
  #close = el("button", { type: "button", class: "round" }, icon("close"));
  #offline = el("div", { class: "offline", role: "status" });
  #panel;
  element;

  /**
   * @param {{page: boolean, title: string, opened: (open: boolean, byShopper: boolean) => void,
   *          cart: import("./cart-panel.js").CartPanel, body: HTMLElement[]}} parts
   *   `page`: the chat is the whole page and cannot be closed
   */
  constructor({ page, title, opened, cart, body }) {
    this.#page = page;
    this.#title = title;
    this.#opened = opened;
    this.#heading = el(page ? "h1" : "h2", { id: "title" });
    const role = page ? "region" : "dialog";
    this.#panel = el(
      "div", { class: "panel", role, "aria-labelledby": "title", hidden: !page },
      el(
        "div", { class: "head" },
        el("div", { class: "names" }, this.#heading, this.#subtitle), cart.button, page ? null : this.#close,
      ),
      this.#offline,
      el("div", { class: "body" }, ...body, cart.element),
    );
    // A section with a name is a landmark: screen readers find the chat from anywhere in the page.
    this.element = page
      ? el("div", { class: "chat page" }, this.#panel)
      : el("section", { class: "chat widget" }, this.#launcher, this.#panel);
    this.#launcher.addEventListener("click", () => this.open());
    this.#close.addEventListener("click", () => this.close());
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      if (cart.isOpen) cart.close();
      else this.close();
    });
    this.#followKeyboard();
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  get title() {
    return this.#title || this.#words("title");
  }

  translate(words, language) {
    this.#words = words;
    this.element.lang = language;
    this.#heading.textContent = this.title;
    this.#subtitle.textContent = words("subtitle");
    this.#close.setAttribute("aria-label", words("close"));
    if (!this.#page) this.element.setAttribute("aria-label", this.title);
    if (this.#offline.textContent) this.#offline.textContent = words("offline");
    this.#label();
  }

  /** @param {boolean} byShopper else the page has opened it, and the keyboard stays where it is */
  open(byShopper = true) {
    if (this.isOpen) return;
    this.#panel.hidden = false;
    this.#unread = 0;
    this.#label();
    this.#opened(true, byShopper);
  }

  close() {
    if (this.#page || !this.isOpen) return;
    this.#panel.hidden = true;
    this.#label();
    this.#launcher.focus();
    this.#opened(false, true);
  }

  /** Count a message that came while the chat was closed. */
  unread() {
    if (this.isOpen) return;
    this.#unread += 1;
    this.#label();
  }

  offline(on) {
    this.#offline.textContent = on ? this.#words("offline") : "";
  }

  #label() {
    const label = this.#unread ? this.#words("open_unread", { count: this.#unread }) : this.#words("open");
    this.#launcher.setAttribute("aria-label", label);
    this.#launcher.hidden = this.isOpen;
    this.#launcher.lastChild.textContent = this.#unread || "";
  }

  /** Phones lay their keyboard over the page: what is left of the screen is told to the stylesheet. */
  #followKeyboard() {
    const screen = window.visualViewport;
    if (!screen) return;
    const follow = () => {
      // Zoomed in, less is seen, too; but then the chat must not shrink.
      if (screen.scale === 1) this.element.style.setProperty("--seen-height", `${Math.round(screen.height)}px`);
    };
    screen.addEventListener("resize", follow);
    follow();
  }
}
