/** The conversation: messages in order, the typing indicator, and where the view stands. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { messageElement } from "./message.js";

// Nearer to the end than this, in pixels, the view follows what comes.
const NEAR = 48;
// Screen readers hear of typing only when it takes this long; mostly the answer itself is there before.
const LONG_TYPING_MS = 2_000;

export class Log {
  #context;
  #words = null;
  #seen = new Map();
  #following = true;
  #followedTo = 0;
  #typingTimer = null;

  #empty = el("p", { class: "empty" });
  #messages = el("div", { class: "messages" });
  #typing = el("div", { class: "typing", "aria-hidden": "true", hidden: true }, el("i"), el("i"), el("i"));
  #scroller = el(
    "div", { class: "log", role: "log", tabindex: "0" },
    el("div", { class: "column" }, this.#empty, this.#messages, this.#typing),
  );
  #status = el("div", { class: "spoken", role: "status" });
  #toEnd = el("button", { type: "button", class: "to-end", hidden: true }, icon("down"), el("span"));
  element = el("div", { class: "conversation" }, this.#scroller, this.#toEnd, this.#status);

  /** @param {object} context of message.js, with `retry(id)` */
  constructor(context) {
    this.#context = context;
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#toEnd.addEventListener("click", () => this.#end());
    const observer = new ResizeObserver(() => this.#follow());
    observer.observe(this.#scroller);
    observer.observe(this.#messages);
  }

  /** Use the words of a language from now on. */
  translate(words, language) {
    this.#words = words;
    this.#context.language = language;
    this.#scroller.setAttribute("aria-label", words("log"));
    this.#empty.textContent = words("empty");
    this.#labelToEnd(this.#toEnd.classList.contains("unseen"));
  }

  /** Whether a message is on view. */
  has(id) {
    return this.#seen.has(id);
  }

  /**
   * Show these messages and no others. What is there already and has not changed stays as it is: a reconnect must
   * neither move the view nor take the keyboard's place away, nor read everything out again.
   * @param {import("./reading.js").Message[]} messages
   */
  replace(messages) {
    const wanted = new Set(messages.map((message) => message.id));
    const first = this.#seen.size === 0;
    if (first) this.#scroller.setAttribute("aria-live", "off");
    for (const id of [...this.#seen.keys()].filter((id) => !wanted.has(id))) this.#remove(id);
    let before = null;
    for (const message of messages) {
      const element = this.#kept(message) ?? this.#made(message);
      const place = before ? before.nextSibling : this.#messages.firstChild;
      if (place !== element) this.#messages.insertBefore(element, place);
      before = element;
    }
    if (first) setTimeout(() => this.#scroller.removeAttribute("aria-live"), 500);
    this.#changed();
  }

  /** Add a message, or put it in place of the one with its id. */
  put(message) {
    const old = this.#seen.get(message.id)?.element;
    if (this.#kept(message)) return;
    // Where the shopper stands now: the browser tells of scrolling only with its next frame.
    this.#scrolled();
    const element = this.#made(message);
    if (old) old.replaceWith(element);
    else this.#messages.append(element);
    if (message.from === "shopper") this.#following = true;
    this.#changed();
    const { scrollTop, clientHeight } = this.#scroller;
    const hidden = element.offsetTop + Math.min(element.offsetHeight, NEAR) > scrollTop + clientHeight;
    if (!old && hidden) this.#labelToEnd(true);
  }

  /**
   * Say what became of a message of the shopper.
   * @param {string} id
   * @param {"sending"|"waiting"|"sent"|"failed"} state
   * @param {string} reason for "failed": "too_long", "slow_down", "refused"
   */
  state(id, state, reason = "") {
    const element = this.#seen.get(id)?.element;
    if (!element) return;
    element.querySelector(".state")?.remove();
    element.dataset.state = state;
    if (state === "sent") return;
    const key = Object.hasOwn(FAILURES, reason) ? FAILURES[reason] : state;
    const again = state === "failed" && reason !== "too_long"
      ? el("button", { type: "button", onclick: () => this.#context.retry(id) }, this.#words("again"))
      : null;
    element.append(el("div", { class: "state" }, this.#words(key), " ", again));
    this.#changed();
  }

  /** Show or hide that an answer is on its way. */
  typing(on) {
    clearTimeout(this.#typingTimer);
    this.#status.textContent = "";
    this.#typing.hidden = !on;
    if (on) this.#typingTimer = setTimeout(() => (this.#status.textContent = this.#words("typing")), LONG_TYPING_MS);
    this.#follow();
  }

  /** Go to the newest message, where the view was when it was left at the end. */
  shown() {
    this.#follow();
  }

  focus() {
    this.#scroller.focus();
  }

  #kept(message) {
    const seen = this.#seen.get(message.id);
    return seen && seen.content === JSON.stringify(message) ? seen.element : null;
  }

  #made(message) {
    const old = this.#seen.get(message.id)?.element;
    const element = messageElement(message, this.#context);
    this.#seen.set(message.id, { element, content: JSON.stringify(message) });
    old?.remove();
    return element;
  }

  #remove(id) {
    this.#seen.get(id)?.element.remove();
    this.#seen.delete(id);
  }

  #changed() {
    this.#empty.hidden = this.#seen.size > 0;
    this.#follow();
  }

  /** To the end, but not past the beginning of a long answer: it is read from its top. */
  #follow() {
    if (!this.#following) return;
    const questions = this.#messages.querySelectorAll(":scope > .shopper");
    const question = questions[questions.length - 1];
    const end = this.#scroller.scrollHeight - this.#scroller.clientHeight;
    this.#scroller.scrollTop = question ? Math.min(end, question.offsetTop - 12) : end;
    this.#followedTo = this.#scroller.scrollTop;
    this.#scrolled();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const atEnd = scrollHeight - clientHeight - scrollTop < NEAR;
    this.#following = atEnd || Math.abs(scrollTop - this.#followedTo) < 2;
    this.#toEnd.hidden = atEnd;
    if (atEnd) this.#labelToEnd(false);
  }

  #end() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#scrolled();
    this.#scroller.focus();
  }

  #labelToEnd(unseen) {
    this.#toEnd.classList.toggle("unseen", unseen);
    this.#toEnd.lastChild.textContent = this.#words(unseen ? "new_messages" : "to_end");
  }
}

const FAILURES = { too_long: "failed_too_long", slow_down: "failed_slow_down" };
