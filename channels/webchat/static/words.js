/** The few words of the chat's own, from words/<language>.json. */

export const LANGUAGES = ["en", "de"];

const loaded = new Map();

/** Load all languages: a message keeps the words of its own language when the conversation changes it. */
export async function loadWords() {
  await Promise.all(LANGUAGES.map(async (language) => {
    const answer = await fetch(new URL(`words/${language}.json`, import.meta.url));
    loaded.set(language, await answer.json());
  }));
}

/**
 * Words of a language; blanks in braces are filled.
 * @param {string} language one that is not ours counts as English
 * @returns {(key: string, blanks?: Record<string, string | number>) => string}
 */
export function wordsOf(language) {
  const words = loaded.get(known(language));
  return (key, blanks = {}) => words[key].replace(/\{(\w+)\}/g, (_, blank) => String(blanks[blank]));
}

/** The language if it is ours, else English. */
export function known(language) {
  return LANGUAGES.includes(language) ? language : LANGUAGES[0];
}

/** The first of the browser's languages that is ours. */
export function browserLanguage() {
  const wanted = (navigator.languages ?? []).map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((language) => LANGUAGES.includes(language)) ?? LANGUAGES[0];
}
