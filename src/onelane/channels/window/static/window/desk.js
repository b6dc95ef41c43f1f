// Counters that meet the owner: a call that comes by itself, the draft that saves itself, change, the ticket's print.
(() => {
  const form = document.getElementById("case-form");
  const standby = document.querySelector("[data-standby]");

  // Somebody was called to this counter while it stood by: show him.
  if (standby) {
    document.addEventListener("live:called", (event) => {
      if (event.detail.topic.includes(":counter:")) window.location.reload();
    });
    document.addEventListener("live:resync", () => window.location.reload());
  }

  // A key on the heading of a closed part opens it; a key on a field goes there.
  document.addEventListener("click", (event) => {
    const box = event.target.closest("input[data-key]:not([type=radio]):not([type=checkbox])");
    if (box && document.activeElement !== box) box.focus();
  });

  // A no-show is possible only after the owner had time to come.
  for (const button of document.querySelectorAll("[data-patience]")) {
    const until = Date.now() + Number(button.dataset.patience) * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.querySelector("[data-left]").textContent = left > 0 ? `(${left})` : "";
      if (left > 0) setTimeout(tick, 250);
    };
    tick();
  }

  const printTicket = () => window.print();
  if (document.querySelector("[data-print]")) window.addEventListener("load", () => setTimeout(printTicket, 300));
  document.querySelector("[data-print-again]")?.addEventListener("click", printTicket);

  // What to give back, told while the sum is typed; the office counts again.
  document.addEventListener("input", (event) => {
    const cash = event.target.closest(".desk-cash");
    if (!cash) return;
    const typed = cash.querySelector("[name=given]").value.trim();
    const given = /^\d{1,8}(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : NaN;
    const change = given - Number(cash.dataset.due);
    cash.querySelector("[data-change]").textContent = change >= 0 ? `→ ${(change / 100).toFixed(2)}` : "";
  });

  if (!form) return;

  // Fields that are asked only after a certain answer.
  const conditional = [...form.querySelectorAll("[data-when]")];
  const ask = () => {
    for (const box of conditional) {
      const [name, wanted] = box.dataset.when.split("=");
      const place = box.closest(".desk-fields > div");
      if (place) place.hidden = form.elements[name]?.value !== wanted;
    }
  };
  form.addEventListener("change", ask);
  ask();

  // One part of the form at a time where the screen is not large; without this script all stand below each other.
  const parts = form.querySelector("[data-tabs]");
  const tabs = [...parts.querySelectorAll(".desk-tabs a")];
  const show = (section, focus) => {
    for (const one of parts.querySelectorAll(":scope > section")) one.classList.toggle("is-shown", one === section);
    for (const tab of tabs) {
      if (tab.hash === `#${section.id}`) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    if (focus) section.querySelector("input, select")?.focus();
  };
  parts.classList.add("is-tabbed");
  const faulty = parts.querySelector(".is-invalid")?.closest("section");
  show(faulty || parts.querySelector("section"), false);
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => { event.preventDefault(); show(document.querySelector(tab.hash), true); });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#errors a[href^='#']");
    const section = link && document.getElementById(link.hash.slice(1))?.closest("section");
    if (section) show(section, false);
  });

  // Enter goes to the next field; behind the last one to the button.
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key !== "Enter" || event.isComposing || !at.closest(".desk-answers") || !at.matches("input, select")) return;
    event.preventDefault();
    const all = [...form.querySelectorAll(".desk-answers section :is(input, select, textarea)")].filter((box) => !box.closest("[hidden]"));
    const next = all[all.indexOf(at) + 1];
    if (next) show(next.closest("section"), false);
    (next || form.querySelector("[data-primary]")).focus();
  });
  // F8 and F9 work while one types, too.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8" && event.key !== "F9" || event.defaultPrevented) return;
    event.preventDefault();
    form.querySelector(`[data-key="${event.key}"]`).click();
  });

  // What was refused stands until it is changed.
  form.addEventListener("input", (event) => {
    const place = event.target.closest(".desk-fields .mb-3");
    if (!place?.querySelector(".invalid-feedback") || place.matches(".is-changed")) return;
    place.classList.add("is-changed");
    event.target.classList.remove("is-invalid");
    event.target.removeAttribute("aria-invalid");
  });

  // The draft saves itself: some seconds after the last change, and when the page is left.
  const told = form.querySelector("[data-saved]");
  let timer = 0;
  let changed = false;
  const save = async () => {
    clearTimeout(timer);
    if (!changed || form.dataset.sent) return;
    changed = false;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new FormData(form), keepalive: true, headers: { "HX-Request": "true" },
      });
      if (!answer.ok) { changed = true; return; }
      told.textContent = `✓ ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false })}`;
    } catch { changed = true; }
  };
  form.addEventListener("input", () => {
    changed = true;
    told.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, 5000);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  document.getElementById("errors")?.focus();

  // Whether the register knows the owner: asked once the number is whole.
  const person = document.querySelector("[data-person]");
  const number = form.elements.owner_id_no;
  let asked = "";
  const look = () => {
    const typed = number.value.trim();
    if (!person || typed === asked || typed.length < 18) return;
    asked = typed;
    window.htmx.ajax("POST", person.dataset.person, { target: person, values: { owner_id_type: form.elements.owner_id_type.value, owner_id_no: typed } });
  };
  number?.addEventListener("change", look);
})();
