// Countdowns of undo bars, copy buttons, and one press is one request.
(() => {
  const count = (bar) => {
    const ends = Date.now() + Number(bar.dataset.countdown) * 1000;
    const shown = bar.querySelector("[data-seconds]");
    const tick = () => {
      const left = Math.ceil((ends - Date.now()) / 1000);
      if (!bar.isConnected) return;
      if (left <= 0) { bar.remove(); return; }
      if (shown) shown.textContent = left;
      setTimeout(tick, 250);
    };
    tick();
  };
  const begin = (root) => {
    for (const bar of root.querySelectorAll("[data-countdown]:not([data-counting])")) {
      bar.dataset.counting = "";
      count(bar);
    }
  };
  document.addEventListener("DOMContentLoaded", () => begin(document));
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement || event.target));

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("text-success");
  });

  // A second press while the first is on its way does nothing; coming back to the page frees the buttons.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
