/** The line to the server: Socket.IO, the token, and the outbox that is emptied in order. */

import { fieldsOf } from "./outbox.js";
import { io } from "./vendor/socket.io.esm.min.js";

// So long may the server take to say that it has a message; then it is sent again, with the same id.
const ACK_MS = 15_000;
const AGAIN_MS = 3_000;

/**
 * Events: "welcome" and "message" ({detail: the server's data}), "typing" ({on}), "language" ({language}), "online" and
 * "offline", and "settled" ({entry, ok, reason}) when the server has taken or refused something.
 */
export class Connection extends EventTarget {
  #mount;
  #keep;
  #outbox;
  #language;
  #socket = null;
  #welcomed = false;
  #emptying = false;

  /**
   * @param {{mount: URL, keep: import("./keep.js").Keep, outbox: import("./outbox.js").Outbox, language: string}} parts
   */
  constructor({ mount, keep, outbox, language }) {
    super();
    this.#mount = mount;
    this.#keep = keep;
    this.#outbox = outbox;
    this.#language = language;
  }

  get started() {
    return this.#socket !== null;
  }

  /** Connected, and the view is the server's. */
  get online() {
    return this.#welcomed;
  }

  /** Connect; from then on the connection comes back by itself. */
  start() {
    if (this.started) return;
    this.#socket = io(this.#mount.origin, {
      path: `${this.#mount.pathname}socket.io`,
      auth: (give) => give({ token: this.#keep.token, language: this.#language, link: this.#keep.link }),
      // Straight to the lasting connection; networks that do not let it through get the other one.
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    this.#socket.on("welcome", (data) => this.#welcome(data));
    for (const event of ["message", "typing", "language"]) {
      this.#socket.on(event, (data) => this.#tell(event, data));
    }
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", () => this.#lost());
  }

  stop() {
    this.#socket?.disconnect();
    this.#socket = null;
    this.#welcomed = false;
  }

  /** Send what is in the outbox, if there is a connection; otherwise once there is. */
  async empty() {
    if (this.#emptying) return;
    this.#emptying = true;
    try {
      while (this.#welcomed && this.#outbox.first) {
        if (!(await this.#deliver(this.#outbox.first))) break;
      }
    } finally {
      this.#emptying = false;
    }
  }

  /** One at a time, so that the order holds whatever the server does with them. */
  async #deliver(entry) {
    let answer;
    try {
      answer = await this.#socket.timeout(ACK_MS).emitWithAck(entry.event, fieldsOf(entry));
    } catch {
      if (this.#welcomed) setTimeout(() => this.empty(), AGAIN_MS);
      return false;
    }
    this.#outbox.remove(entry.id);
    this.#tell("settled", { entry, ok: answer?.ok !== false, reason: answer?.reason ?? "refused" });
    return true;
  }

  #welcome(data) {
    if (typeof data?.token === "string") this.#keep.token = data.token;
    this.#keep.link = null;
    this.#welcomed = true;
    this.#tell("online");
    this.#tell("welcome", data);
    this.empty();
  }

  #lost() {
    this.#welcomed = false;
    this.#tell("offline");
    // A server that sent us away is not asked again by the library itself.
    if (this.#socket && !this.#socket.active) setTimeout(() => this.#socket?.connect(), AGAIN_MS);
  }

  #tell(event, detail = null) {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}
