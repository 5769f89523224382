/**
 * What the browser keeps for one chat server: the token that says whose conversation this is (for good), and what this
 * tab has not yet got rid of. Browsers that keep nothing get a chat that lasts as long as its page.
 */
export class Keep {
  #prefix;
  #memory = new Map();

  /** @param {URL} mount where the chat server is: two shops in one browser are two chats */
  constructor(mount) {
    this.#prefix = `tresen-chat ${mount.href} `;
  }

  get token() {
    return this.#read("localStorage", "token");
  }

  set token(token) {
    this.#write("localStorage", "token", token);
  }

  /** Whether the chat was open on the page before. */
  get open() {
    return this.#read("sessionStorage", "open") === "yes";
  }

  set open(open) {
    this.#write("sessionStorage", "open", open ? "yes" : null);
  }

  /** The code of an entry link that the server has not yet seen. */
  get link() {
    return this.#read("sessionStorage", "link");
  }

  set link(code) {
    this.#write("sessionStorage", "link", code);
  }

  /** What was sent and not acknowledged, oldest first. */
  get unsent() {
    try {
      const entries = JSON.parse(this.#read("sessionStorage", "unsent") ?? "[]");
      return Array.isArray(entries) ? entries : [];
    } catch {
      return [];
    }
  }

  set unsent(entries) {
    this.#write("sessionStorage", "unsent", entries.length ? JSON.stringify(entries) : null);
  }

  #read(store, key) {
    try {
      return window[store].getItem(this.#prefix + key);
    } catch {
      return this.#memory.get(key) ?? null;
    }
  }

  #write(store, key, value) {
    try {
      if (value === null) window[store].removeItem(this.#prefix + key);
      else window[store].setItem(this.#prefix + key, value);
    } catch {
      this.#memory.set(key, value);
    }
  }
}
