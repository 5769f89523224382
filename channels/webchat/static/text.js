/** Text of messages: addresses become links, and what the parts of a message show is not said twice. */

import { outLink, webAddress } from "./dom.js";

const ADDRESS = /https?:\/\/[^\s<>"“”„‚‘’«»]+/g;
const BULLET = "• ";
const CLOSING = /[.,;:!?…*_'\]}]+$/;

/**
 * Return text as nodes with its web addresses as links.
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
export function linked(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutClosing(match[0]);
    const href = webAddress(address);
    if (!href) continue;
    nodes.push(text.slice(end, match.index), outLink(href, {}, address));
    end = match.index + address.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** What ends the sentence, or closes a bracket that was opened before, is not part of an address. */
function withoutClosing(address) {
  let kept = address.replace(CLOSING, "");
  while (kept.endsWith(")") && !kept.includes("(")) kept = kept.slice(0, -1).replace(CLOSING, "");
  return kept;
}

/**
 * Split text into what stands before and after the parts that are shown for it.
 *
 * A line is left out only if every word and number of it is in one and the same part: nothing that was said is lost,
 * whatever the parts hold. Or if it is one of the rows with a bullet that docs/channels.md lets us leave out, since a card
 * repeats it. The parts stand where the first such line stood.
 * @param {string} text
 * @param {string[]} parts what each part shows, as text
 * @param {string[]} cards title and price of each card
 * @returns {{before: string, after: string}}
 */
export function aroundParts(text, parts, cards = []) {
  const shown = parts.map((part) => new Set(wordsIn(part)));
  const rows = cards.map(wordsIn);
  const before = [];
  const after = [];
  let met = false;
  for (const line of text.split("\n")) {
    const words = wordsIn(line);
    const isShown = words.length > 0 && shown.some((part) => words.every((word) => part.has(word)));
    const isRow = line.startsWith(BULLET) && rows.some((row) => row.every((word) => words.includes(word)));
    if (isShown || isRow) met = true;
    else (met ? after : before).push(line);
  }
  return { before: tidy(before), after: tidy(after) };
}

function wordsIn(text) {
  return text.normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function tidy(lines) {
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
}
