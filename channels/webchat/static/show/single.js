/** What consists of one thing: a link to follow, a document, a photo. */

import { el, outLink, said, webAddress } from "../dom.js";
import { icon } from "../icons.js";

/** @type {(show: {url: string, title: string}, context: import("./index.js").Context) => object} */
export function link(show, { mount }) {
  const href = webAddress(show.url, mount);
  if (!href) return { element: null, parts: [] };
  const element = outLink(href, { class: "button wide" }, said("span", {}, show.title || show.url), icon("out"));
  return { element, parts: [`${show.title} ${show.url}`] };
}

/** @type {(show: {url: string, name: string}, context: import("./index.js").Context) => object} */
export function file(show, { mount }) {
  const href = webAddress(show.url, mount);
  if (!href) return { element: null, parts: [] };
  const element = outLink(href, { class: "document" }, icon("file"), said("span", {}, show.name || show.url));
  return { element, parts: [`${show.name} ${show.url}`] };
}

/** @type {(show: {url: string}, context: import("./index.js").Context) => object} */
export function photo(show, { words, mount }) {
  // A photo that is just being sent is shown from the browser's memory.
  const src = show.url.startsWith(`blob:${location.origin}/`) ? show.url : webAddress(show.url, mount);
  const place = el("div", { class: "photo" }, icon("photo"), el("span", {}, words("photo")));
  if (!src) return { element: place, parts: [] };
  const image = el("img", { src, alt: words("photo"), decoding: "async", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(place));
  return { element: image, parts: [] };
}
