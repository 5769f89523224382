/** Icons, drawn here so that nothing is loaded for them. Decoration only: the button around has the name. */

const SPACE = "http://www.w3.org/2000/svg";

const PATHS = {
  chat: "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  send: "M12 20V5M5 12l7-7 7 7",
  photo: "M4 6h16v13H4zM4 16l4.5-4.5 4 4L16 12l4 4M15 9.5h.01",
  cart: "M6 8h12l1 12H5zM9 10V7a3 3 0 0 1 6 0v3",
  file: "M7 3h7l4 4v14H7zM14 3v4h4M10 13h5M10 17h5",
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  out: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
};

/**
 * @param {keyof typeof PATHS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SPACE, "svg");
  const path = document.createElementNS(SPACE, "path");
  const look = { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false", class: "icon" };
  for (const [key, value] of Object.entries(look)) svg.setAttribute(key, value);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
