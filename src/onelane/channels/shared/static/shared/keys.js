// Enter presses the one primary button; data-key="r" presses that button or link.
(() => {
  const writes = (at) => at.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const visible = (thing) => thing.offsetParent !== null && !thing.disabled;
  const scope = () => document.querySelector(".modal.show, dialog[open]") || document;

  const press = (event, selector) => {
    const found = [...scope().querySelectorAll(selector)].filter(visible);
    if (found.length !== 1) return;
    event.preventDefault();
    found[0].click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.key === "Enter") {
      if (!at.closest("a, button, summary, textarea, input, select, [contenteditable]")) press(event, "[data-primary]");
      return;
    }
    if (writes(at) || event.key.length > 1 && !/^F\d+$|^Escape$/.test(event.key)) return;
    press(event, `[data-key="${CSS.escape(event.key.toLowerCase())}"], [data-key="${CSS.escape(event.key)}"]`);
  });
})();
