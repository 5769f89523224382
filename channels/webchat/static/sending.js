/** What the shopper says, on its way to the server: shown at once, kept until it is acknowledged, tried again. */

import { newId } from "./outbox.js";
import { messageOf } from "./reading.js";
import { PhotoRefused, uploaded } from "./upload.js";

export class Sending {
  #mount;
  #keep;
  #outbox;
  #connection;
  #log;
  #refused;
  /** On view, but not in the outbox: photos on their way up, and what was refused. By id. */
  #aside = new Map();
  /** Photos of this page's life, as the browser holds them. By message id. */
  #pictures = new Map();

  /** @param {object} parts `refused(reason)` is called when a photo cannot be taken */
  constructor({ mount, keep, outbox, connection, log, refused }) {
    this.#mount = mount;
    this.#keep = keep;
    this.#outbox = outbox;
    this.#connection = connection;
    this.#log = log;
    this.#refused = refused;
    connection.addEventListener("settled", ({ detail }) => this.#settled(detail));
  }

  say(text) {
    this.#send({ event: "say", id: newId(), text, at: now() });
  }

  /** @param {import("./reading.js").Choice} choice */
  tap({ title, payload }) {
    this.#send({ event: "tap", id: newId(), text: title, payload, at: now() });
  }

  /** @param {string} text caption @param {{blob: Blob, url: string}} photo as upload.js prepared it */
  photo(text, { blob, url }) {
    const id = newId();
    this.#pictures.set(id, url);
    this.#upload({ event: "photo", id, text, at: now() }, blob);
  }

  /** Try once more what was refused. */
  retry(id) {
    const aside = this.#aside.get(id);
    this.#aside.delete(id);
    aside?.again?.();
  }

  /**
   * What the server does not know yet, to be shown after what it does.
   * @param {Set<string>} known ids of the server's messages
   * @returns {{message: import("./reading.js").Message, state: string, reason?: string}[]}
   */
  pending(known) {
    const waiting = this.#outbox.entries.map((entry) => ({ message: this.#message(entry), state: "sending" }));
    return [...waiting, ...this.#aside.values()].filter(({ message }) => !known.has(message.id));
  }

  #send(entry) {
    this.#outbox.add(entry);
    this.#log.put(this.#message(entry));
    this.#log.state(entry.id, this.#connection.online ? "sending" : "waiting");
    this.#connection.empty();
  }

  /** Bytes do not fit into what the tab keeps: a photo enters the outbox when it is uploaded. */
  async #upload(entry, blob) {
    const message = this.#message(entry);
    this.#aside.set(entry.id, { message, state: "sending" });
    this.#log.put(message);
    this.#log.state(entry.id, "sending");
    try {
      const key = await uploaded(this.#mount, this.#keep.token ?? "", blob);
      this.#aside.delete(entry.id);
      this.#send({ ...entry, key });
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      this.#fail(message, error.reason, () => this.#upload(entry, blob));
      this.#refused(error.reason);
    }
  }

  #settled({ entry, ok, reason }) {
    if (ok) this.#log.state(entry.id, "sent");
    else this.#fail(this.#message(entry), reason, () => this.#send(entry));
  }

  #fail(message, reason, again) {
    this.#aside.set(message.id, { message, state: "failed", reason, again });
    this.#log.state(message.id, "failed", reason);
  }

  /** An entry as the message that it will be. */
  #message({ id, event, text, at }) {
    const show = event === "photo" ? { kind: "photo", url: this.#pictures.get(id) ?? "" } : null;
    return messageOf({ id, from: "shopper", text, at, show });
  }
}

function now() {
  return new Date().toISOString();
}
