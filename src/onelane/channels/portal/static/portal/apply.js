// Questions that hang on another answer appear with it; the print button prints. Without this all of them are shown.
(() => {
  const refresh = () => {
    for (const box of document.querySelectorAll("[data-when]")) {
      const [name, wanted] = box.dataset.when.split("=");
      const other = document.querySelector(`[name="${CSS.escape(name)}"]:not([type=radio]), [name="${CSS.escape(name)}"]:checked`);
      const place = box.closest("[data-field]");
      if (place) place.hidden = Boolean(other) && other.value !== wanted;
    }
  };
  document.addEventListener("change", refresh);
  document.addEventListener("DOMContentLoaded", refresh);
  refresh();
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  const first = document.querySelector("#errors, #law");
  if (first) first.focus();
})();
