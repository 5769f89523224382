/** Making elements. What comes from outside becomes text nodes and checked addresses, never markup. */

/**
 * Make an element. Attributes that are null, undefined or false are left out; `on…` are listeners.
 * @param {string} name
 * @param {Record<string, unknown>} attributes names come from our code only, never from data
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/**
 * Return an address of the web, or null: `javascript:`, `data:` and whatever else could act in the page is refused.
 * @param {string | null} address may be relative to `base`
 * @param {string | URL} base
 */
export function webAddress(address, base) {
  if (!address) return null;
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that leaves the chat; it tells the other page nothing of where it was. */
export function outLink(href, attributes, ...children) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", ...attributes }, ...children);
}

/** Text that only screen readers get. */
export function spoken(text) {
  return el("span", { class: "spoken" }, text);
}

/** Text of people and shops: written from the side that its language wants. */
export function said(name, attributes, text) {
  return el(name, { dir: "auto", ...attributes }, text);
}
