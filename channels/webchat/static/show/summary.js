/** The summary of an order: a table of lines and amounts, and the links that belong to it. */

import { el, outLink, said, webAddress } from "../dom.js";
import { linePart, lineRow } from "./cart.js";

/** @type {(show: object, context: import("./index.js").Context) => object} */
export function summary(show, { words, mount }) {
  const table = el(
    "table", {},
    el("caption", { class: "spoken" }, words("summary")),
    el("tbody", {}, ...show.lines.map((line) => lineRow(line, words))),
    el("tbody", { class: "amounts" }, ...show.rows.map(amountRow)),
  );
  const links = show.links.map(([label, url]) => [label, webAddress(url, mount)]).filter(([, url]) => url);
  const rows = [
    show.lines.length + show.rows.length ? table : null,
    links.length ? el("div", { class: "links" }, ...links.map(linkOf)) : null,
  ].filter(Boolean);
  if (!rows.length) return { element: null, parts: [] };
  const parts = [
    ...show.lines.map((line) => linePart(line, words)),
    ...show.rows.map((row) => row.join(" ")),
    show.rows.flat().join(" "),
    // The address itself is not seen any more, the link with its label leads there.
    ...show.links.filter(([, url]) => webAddress(url, mount)).map((row) => row.join(" ")),
  ];
  return { element: el("div", { class: "summary" }, ...rows), parts };
}

function amountRow([label, amount]) {
  return el("tr", {}, said("th", { scope: "row" }, label), el("td", {}, amount));
}

function linkOf([label, url]) {
  return el("div", {}, outLink(url, { dir: "auto" }, label || url));
}
