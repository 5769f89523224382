/** The content of a message in parts: one renderer for each kind of docs/channels.md. */

import { cards } from "./cards.js";
import { cart } from "./cart.js";
import { lookbook } from "./lookbook.js";
import { file, link, photo } from "./single.js";
import { summary } from "./summary.js";

/**
 * A renderer returns the element, and what it shows as text, for the lines that need not be said twice: its `parts`, and
 * title and price of its `cards`.
 *
 * @typedef {{words: Function, mount: URL, tap: Function, openCart: Function}} Context
 * @typedef {{element: HTMLElement | null, parts: string[], cards?: string[]}} Shown
 * @type {Record<string, (show: object, context: Context) => Shown>}
 */
const KINDS = { cards, lookbook, cart, summary, link, document: file, photo };

/**
 * @param {object | null} show as reading.js gives it
 * @param {Context} context
 * @returns {Shown}
 */
export function shown(show, context) {
  return show ? KINDS[show.kind](show, context) : { element: null, parts: [] };
}
