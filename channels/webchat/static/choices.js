/** What can be tapped under a message, in pages. */

import { el, said } from "./dom.js";

// As many as fit on a phone without the message leaving it; the same number as in a list of WhatsApp.
const PAGE = 10;

/**
 * @param {import("./reading.js").Choice[]} choices
 * @param {{words: Function, tap: (choice: import("./reading.js").Choice) => void}} context
 * @returns {HTMLElement | null}
 */
export function choicesOf(choices, { words, tap }) {
  if (!choices.length) return null;
  const group = el("div", { class: "choices", role: "group", "aria-label": words("choices") });
  const more = el("button", { type: "button", class: "chip more", onclick: () => turn(true) });
  let shown = 0;

  const turn = (byShopper) => {
    const page = choices.slice(shown, shown + PAGE).map((choice) => chip(choice, tap));
    shown += page.length;
    more.remove();
    group.append(...page);
    if (shown < choices.length) {
      more.textContent = words("more", { count: choices.length - shown });
      group.append(more);
    }
    // The button that was pressed has moved away: the keyboard goes on with what it brought.
    if (byShopper) page[0].focus();
  };

  turn(false);
  return group;
}

function chip(choice, tap) {
  return said("button", { type: "button", class: "chip", onclick: () => tap(choice) }, choice.title);
}
