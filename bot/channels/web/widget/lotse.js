/* The chat's one tag: <script src="https://HOST/widget/lotse.js" data-language="de" async></script>
   Optional: data-customer-id, data-customer-signature, data-theme="light|dark"; any element with
   data-lotse-open opens it. A strict page allows HOST in script-src, style-src and connect-src. */
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/widget/lotse.js"]');
  if (!script || document.querySelector("lotse-chat")) return;
  const { language, theme, customerId: id, customerSignature: signature } = script.dataset;
  const tags = [language, document.documentElement.lang, navigator.language, "en"];
  const settings = {
    root: new URL("..", script.src).href,
    theme,
    language: tags.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => ["de", "vi", "en"].includes(tag)),
    customer: id && { id, signature },
  };
  import(new URL("button.js", script.src)).then(({ start }) => start(settings));
})();
