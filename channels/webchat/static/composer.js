/** Where the shopper writes, and attaches a photo. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { ACCEPTED, PhotoRefused, prepared } from "./upload.js";

// The door takes 1,000 characters (docs/channels.md); the counter appears when the end is near.
const MOST = 1000;
const COUNT_FROM = 900;

export class Composer {
  #words = null;
  #send;
  /** @type {{blob: Blob, url: string} | null} */
  #photo = null;

  #input = el("textarea", { rows: "1", enterkeyhint: "send", dir: "auto", "aria-describedby": "counter" });
  #counter = el("div", { id: "counter", class: "counter", role: "status", hidden: true });
  #notice = el("div", { class: "notice", role: "alert", hidden: true });
  #file = el("input", { type: "file", accept: ACCEPTED, hidden: true, tabindex: "-1" });
  #add = el("button", { type: "button", class: "round" }, icon("photo"));
  #go = el("button", { type: "submit", class: "round go" }, icon("send"));
  #preview = el("div", { class: "preview", hidden: true });
  element = el(
    "form", { class: "composer" },
    this.#notice, this.#preview, this.#counter,
    el("div", { class: "field" }, this.#add, this.#file, this.#input, this.#go),
  );

  /** @param {{send: (text: string, photo: {blob: Blob, url: string} | null) => void}} context */
  constructor({ send }) {
    this.#send = send;
    this.element.addEventListener("submit", (event) => this.#submit(event));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("input", () => this.#changed());
    this.#input.addEventListener("paste", (event) => this.#pasted(event));
    this.#add.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => this.#picked(this.#file.files[0]));
  }

  translate(words) {
    this.#words = words;
    this.#input.placeholder = words("placeholder");
    this.#input.setAttribute("aria-label", words("input"));
    this.#add.setAttribute("aria-label", words("photo_add"));
    this.#go.setAttribute("aria-label", words("send"));
    this.#changed();
  }

  focus() {
    this.#input.focus();
  }

  /** Tell why something did not work. */
  notice(text) {
    this.#notice.textContent = text;
    this.#notice.hidden = !text;
  }

  /** Enter sends; not while an input method composes a word (Safari says so by the key code alone). */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#input.value.trim();
    if ((!text && !this.#photo) || lengthOf(text) > MOST) return;
    const photo = this.#photo;
    this.#photo = null;
    this.#input.value = "";
    this.notice("");
    this.#showPreview();
    this.#changed();
    this.#input.focus();
    this.#send(text, photo);
  }

  #changed() {
    this.#grow();
    const left = MOST - lengthOf(this.#input.value.trim());
    this.#counter.hidden = left > MOST - COUNT_FROM;
    this.#counter.classList.toggle("over", left < 0);
    this.#counter.textContent = left < 0 ? this.#words("over", { count: -left }) : this.#words("left", { count: left });
    this.#go.setAttribute("aria-disabled", String(left < 0 || (left === MOST && !this.#photo)));
  }

  /** As high as its text, where the stylesheet alone cannot do it. */
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#input.style.height = "auto";
    if (this.#input.scrollHeight) this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  #pasted(event) {
    const file = [...(event.clipboardData?.files ?? [])].find((pasted) => pasted.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.#picked(file);
  }

  async #picked(file) {
    this.#file.value = "";
    if (!file) return;
    this.notice("");
    try {
      const blob = await prepared(file);
      this.#photo = { blob, url: URL.createObjectURL(blob) };
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      this.#photo = null;
      this.notice(this.#words(`photo_${error.reason}`));
    }
    this.#showPreview();
    this.#changed();
    this.#input.focus();
  }

  #showPreview() {
    this.#preview.hidden = !this.#photo;
    this.#preview.replaceChildren();
    if (!this.#photo) return;
    const drop = () => {
      URL.revokeObjectURL(this.#photo.url);
      this.#photo = null;
      this.#showPreview();
      this.#changed();
      this.#input.focus();
    };
    const label = this.#words("photo_remove");
    this.#preview.append(
      el("img", { src: this.#photo.url, alt: this.#words("photo") }),
      el("button", { type: "button", class: "round", "aria-label": label, onclick: drop }, icon("close")),
    );
  }
}

/** Characters as the server counts them: an emoji is not two. */
function lengthOf(text) {
  return [...text].length;
}
