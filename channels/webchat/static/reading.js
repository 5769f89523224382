/**
 * The chat's own door: what the server sends is brought into shape once, here, so that no renderer has to ask whether a
 * field is there. Fields as in docs/channels.md.
 *
 * @typedef {{title: string, payload: string}} Choice
 * @typedef {{title: string, price: string, facts: string[], picture: string|null, link: string|null,
 *            button: Choice|null}} Card
 * @typedef {{quantity: string, title: string, features: string, price: string, total: string}} Line
 * @typedef {{id: string, from: "bot"|"shopper", text: string, choices: Choice[], show: object|null,
 *            language: string|null, at: string}} Message
 */

import { LANGUAGES } from "./words.js";

/** @returns {Message} */
export function messageOf(raw) {
  const language = LANGUAGES.includes(raw?.language) ? raw.language : null;
  return {
    id: text(raw?.id),
    from: raw?.from === "shopper" ? "shopper" : "bot",
    text: text(raw?.text),
    choices: list(raw?.choices).map(choiceOf).filter((choice) => choice.title),
    show: showOf(raw?.show),
    language,
    at: text(raw?.at),
  };
}

const SHOWN = {
  cards: (show) => ({ cards: list(show.cards).map(cardOf) }),
  lookbook: (show) => ({ cards: list(show.cards).map(cardOf) }),
  cart: cartOf,
  summary: (show) => ({
    lines: list(show.lines).map(lineOf),
    rows: list(show.rows).map(pairOf),
    links: list(show.links).map(pairOf),
  }),
  // Placing an order empties the cart: the link that pays it says so.
  link: (show) => ({ url: text(show.url), title: text(show.title), cart: show.cart ? cartOf(show.cart) : null }),
  document: (show) => ({ url: text(show.url), name: text(show.name) }),
  photo: (show) => ({ url: text(show.url) }),
};

/** A kind that we do not know shows nothing: the text says everything. */
function showOf(raw) {
  if (!raw || !Object.hasOwn(SHOWN, raw.kind)) return null;
  return { kind: raw.kind, ...SHOWN[raw.kind](raw) };
}

function choiceOf(raw) {
  return { title: text(raw?.title), payload: text(raw?.payload) };
}

function cardOf(raw) {
  return {
    title: text(raw?.title),
    price: text(raw?.price),
    facts: list(raw?.facts).map(text).filter(Boolean),
    picture: text(raw?.picture) || null,
    link: text(raw?.link) || null,
    button: raw?.button ? choiceOf(raw.button) : null,
  };
}

function lineOf(raw) {
  return {
    quantity: text(raw?.quantity),
    title: text(raw?.title),
    features: text(raw?.features),
    price: text(raw?.price),
    total: text(raw?.total),
  };
}

function pairOf(raw) {
  return [text(raw?.[0]), text(raw?.[1])];
}

function cartOf(raw) {
  const count = Number(raw?.count);
  return {
    lines: list(raw?.lines).map(lineOf),
    total: text(raw?.total),
    count: Number.isInteger(count) && count > 0 ? count : 0,
  };
}

/** The cart as a message says it is now; null if it says nothing of it. */
export function cartIn({ show }) {
  return show?.kind === "cart" ? show : show?.cart ?? null;
}

function text(value) {
  if (Array.isArray(value)) return value.map(text).join(", ");
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function list(value) {
  return Array.isArray(value) ? value : [];
}
