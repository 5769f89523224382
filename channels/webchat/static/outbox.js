/**
 * What the shopper said and the server has not acknowledged. It outlives a reload, and is sent again with the same id
 * after a reconnect; the server knows the id if it had the message already.
 *
 * @typedef {{event: "say"|"tap"|"photo", id: string, text: string, at: string, payload?: string, key?: string}} Entry
 */
export class Outbox {
  #keep;
  /** @type {Entry[]} */
  #entries;

  /** @param {import("./keep.js").Keep} keep */
  constructor(keep) {
    this.#keep = keep;
    this.#entries = keep.unsent.filter((entry) => entry?.id && Object.hasOwn(FIELDS, entry.event));
  }

  /** @returns {readonly Entry[]} oldest first */
  get entries() {
    return this.#entries;
  }

  get first() {
    return this.#entries[0] ?? null;
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#entries = [...this.#entries, entry];
    this.#keep.unsent = this.#entries;
  }

  remove(id) {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#keep.unsent = this.#entries;
  }
}

const FIELDS = {
  say: (entry) => ({ id: entry.id, text: entry.text }),
  tap: (entry) => ({ id: entry.id, payload: entry.payload, title: entry.text }),
  photo: (entry) => ({ id: entry.id, key: entry.key, text: entry.text }),
};

/** The fields of an entry as the protocol has them. */
export function fieldsOf(entry) {
  return FIELDS[entry.event](entry);
}

/** A new id. `randomUUID` is there on https and localhost only, and a shop may try us without. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
