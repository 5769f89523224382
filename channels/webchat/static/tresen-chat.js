/**
 * `<tresen-chat>`: the web chat as one element. Its parts are plain classes; here they are put together.
 *
 * Attributes: data-mode="page" (fills its place; else a button at the edge of the page), data-language, data-title,
 * data-open, data-link. It tells its language with an event "tresen-language" ({language, title}).
 */

import { CartPanel } from "./cart-panel.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { el } from "./dom.js";
import { Frame } from "./frame.js";
import { Keep } from "./keep.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { cartIn, messageOf } from "./reading.js";
import { Sending } from "./sending.js";
import { browserLanguage, known, LANGUAGES, loadWords, wordsOf } from "./words.js";

const MOUNT = new URL("..", import.meta.url);
const STYLES = ["chat.css", "messages.css", "shows.css"];
// Shorter gaps in the connection are not worth a word.
const GAP_MS = 1_500;

class TresenChat extends HTMLElement {
  #keep = new Keep(MOUNT);
  #connection;
  #sending;
  #frame;
  #log;
  #cart;
  #composer;
  #language = null;
  #gap = null;

  async connectedCallback() {
    if (this.shadowRoot) {
      // Moved to another place in the page.
      if (this.#frame?.isOpen) this.#connection.start();
      return;
    }
    const root = this.attachShadow({ mode: "open" });
    await Promise.all([loadWords(), stylesheets(root)]);
    const given = this.dataset.language;
    const language = LANGUAGES.includes(given) ? given : browserLanguage();
    this.#build(language);
    this.#listen();
    this.#translate(language);
    root.append(this.#frame.element);
    this.#begin();
  }

  disconnectedCallback() {
    this.#connection?.stop();
  }

  get #isPage() {
    return this.dataset.mode === "page";
  }

  #build(language) {
    const keep = this.#keep;
    const outbox = new Outbox(keep);
    this.#connection = new Connection({ mount: MOUNT, keep, outbox, language });
    this.#log = new Log({
      mount: MOUNT,
      tap: (choice) => this.#sending.tap(choice),
      openCart: () => this.#cart.open(),
      retry: (id) => this.#sending.retry(id),
    });
    this.#composer = new Composer({
      send: (text, photo) => (photo ? this.#sending.photo(text, photo) : this.#sending.say(text)),
    });
    const body = [this.#log.element, this.#composer.element];
    this.#cart = new CartPanel({ checkout: (title) => this.#sending.say(title), behind: body });
    const refused = (reason) => this.#composer.notice(wordsOf(this.#language)(`photo_${reason}`));
    this.#sending = new Sending({ mount: MOUNT, keep, outbox, connection: this.#connection, log: this.#log, refused });
    this.#frame = new Frame({
      page: this.#isPage,
      title: this.dataset.title ?? "",
      opened: (open, byShopper) => this.#opened(open, byShopper),
      cart: this.#cart,
      body,
    });
  }

  #listen() {
    const on = (event, act) => this.#connection.addEventListener(event, ({ detail }) => act(detail));
    on("welcome", (data) => this.#welcome(data));
    on("message", (raw) => this.#message(messageOf(raw)));
    on("typing", (data) => this.#log.typing(data?.on === true));
    on("language", (data) => this.#translate(known(data?.language)));
    on("online", () => this.#online(true));
    on("offline", () => this.#online(false));
  }

  /** Visitors who never open the chat cost the server nothing; those who have talked to it hear what is new. */
  #begin() {
    if (this.dataset.link) this.#keep.link = this.dataset.link;
    const wide = matchMedia("(min-width: 481px)").matches;
    if (this.#isPage) this.#opened(true, true);
    else if ("open" in this.dataset || (wide && this.#keep.open)) this.#frame.open(false);
    else if (this.#keep.token) this.#connection.start();
  }

  #opened(open, byShopper) {
    this.#keep.open = open;
    if (!open) return;
    this.#connection.start();
    this.#log.shown();
    if (!byShopper) return;
    // On a phone the keyboard would jump up and hide what there is to read.
    if (matchMedia("(pointer: coarse)").matches) this.#log.focus();
    else this.#composer.focus();
  }

  #welcome(data) {
    const messages = (Array.isArray(data?.messages) ? data.messages : []).map(messageOf);
    const pending = this.#sending.pending(new Set(messages.map((message) => message.id)));
    this.#translate(known(data?.language ?? this.#language));
    this.#log.replace([...messages, ...pending.map(({ message }) => message)]);
    for (const { message, state, reason } of pending) this.#log.state(message.id, state, reason);
    this.#log.typing(data?.typing === true);
    this.#cart.update(messages.map(cartIn).filter(Boolean).at(-1) ?? null);
  }

  #message(message) {
    const isNew = !this.#log.has(message.id);
    if (message.from === "bot" && message.language) this.#translate(message.language);
    this.#log.put(message);
    if (cartIn(message)) this.#cart.update(cartIn(message));
    if (message.from === "bot" && isNew) this.#frame.unread();
  }

  #online(online) {
    if (online) {
      clearTimeout(this.#gap);
      this.#gap = null;
      this.#frame.offline(false);
    } else {
      this.#log.typing(false);
      // Every failed attempt to come back tells of itself; the shopper is told of the first.
      this.#gap ??= setTimeout(() => this.#frame.offline(true), GAP_MS);
    }
  }

  #translate(language) {
    if (language === this.#language) return;
    this.#language = language;
    const words = wordsOf(language);
    for (const part of [this.#frame, this.#log, this.#cart, this.#composer]) part.translate(words, language);
    const detail = { language, title: this.#frame.title };
    this.dispatchEvent(new CustomEvent("tresen-language", { detail }));
  }
}

/** Add the stylesheets and wait for them: without them nothing is shown. */
function stylesheets(root) {
  return Promise.all(STYLES.map((name) => new Promise((done) => {
    const href = new URL(name, import.meta.url);
    root.append(el("link", { rel: "stylesheet", href, onload: done, onerror: done }));
  })));
}

if (!customElements.get("tresen-chat")) customElements.define("tresen-chat", TresenChat);
