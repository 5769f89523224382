/** The page of its own: hands an entry link from its address to the chat, and takes over the chat's language. */

const chat = document.querySelector("tresen-chat");
const address = new URL(location.href);

chat.addEventListener("tresen-language", ({ detail }) => {
  document.documentElement.lang = detail.language;
  document.title = detail.title;
});

// Before the chat starts. A reload must not count as a second visit, so the code leaves the address.
if (address.searchParams.has("link")) {
  chat.dataset.link = address.searchParams.get("link");
  address.searchParams.delete("link");
  history.replaceState(history.state, "", address);
}

await import("./tresen-chat.js");
