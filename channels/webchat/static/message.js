/** One message: who says it, its text around its parts, its choices, and when. */

import { choicesOf } from "./choices.js";
import { el, spoken } from "./dom.js";
import { shown } from "./show/index.js";
import { aroundParts, linked } from "./text.js";
import { wordsOf } from "./words.js";

/**
 * @param {import("./reading.js").Message} message
 * @param {{language: string, mount: URL, tap: Function, openCart: Function}} context
 *   `language` is for messages without one
 * @returns {HTMLElement}
 */
export function messageElement(message, context) {
  const language = message.language ?? context.language;
  const words = wordsOf(language);
  const here = { ...context, words };
  const { element, parts, cards } = shown(message.show, here);
  const { before, after } = aroundParts(message.text, parts, cards);
  return el(
    "div", { class: `message ${message.from}`, "data-kind": message.show?.kind ?? "text", lang: language },
    spoken(words(message.from === "shopper" ? "you" : "shop")),
    before && bubble(before),
    element,
    after && bubble(after),
    choicesOf(message.choices, here),
    timeOf(message.at, language),
  );
}

function bubble(text) {
  return el("div", { class: "bubble", dir: "auto" }, ...linked(text));
}

/** The time of day; with the day if it was another one. */
function timeOf(at, language) {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return null;
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "short" };
  const format = new Intl.DateTimeFormat(language, { ...day, hour: "numeric", minute: "2-digit" });
  return el("time", { datetime: moment.toISOString() }, format.format(moment));
}
