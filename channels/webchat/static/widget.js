/*
 * The web chat for any web page, in one line:
 *
 *   <script src="https://shop.example/webhooks/webchat/widget.js" async></script>
 *
 * Optional attributes: data-language ("en", "de"), data-title (headline), data-open (start opened), data-link (code of
 * an entry link). All other addresses follow from this script's own.
 */
(() => {
  const script = document.currentScript;
  if (!script || document.querySelector("tresen-chat")) return;

  const show = () => {
    const chat = document.createElement("tresen-chat");
    Object.assign(chat.dataset, script.dataset);
    document.body.append(chat);
  };
  if (document.body) show();
  else addEventListener("DOMContentLoaded", show);

  import(new URL("static/tresen-chat.js", script.src).href);
})();
