// Machines: print by themselves, count the time, forget who stood here, and read what a phone did meanwhile.
(() => {
  const PRINTED_AFTER = 12; // seconds without "it did not print": the ticket is in somebody's hand

  const each = (selector, deed) => { for (const one of document.querySelectorAll(selector)) deed(one); };
  const down = (seconds, shown, over) => {
    const ends = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
      if (shown) { shown.hidden = false; shown.textContent = left; shown.closest("[data-left]")?.classList.toggle("short", left <= 30); }
      if (left > 0) setTimeout(tick, 250); else over();
    };
    tick();
  };

  each("[data-print]", (area) => {
    const yes = area.querySelector("[data-printed]");
    window.addEventListener("afterprint", () => {
      down(PRINTED_AFTER, area.querySelector("[data-auto]"), () => yes.requestSubmit());
    }, { once: true });
    setTimeout(() => window.print(), 300);
  });

  each("[data-left]", (bar) => {
    down(Number(bar.dataset.left), bar.querySelector("[data-left-shown]"), () => {
      if (bar.dataset.leftTo) window.location.assign(bar.dataset.leftTo); else window.location.reload();
    });
  });

  // Whoever goes away without a word leaves nothing on the screen.
  each("[data-idle]", (form) => {
    const limit = Number(form.dataset.idle);
    const shown = form.querySelector("[data-idle-shown]");
    let last = Date.now();
    for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => { last = Date.now(); shown.hidden = true; });
    setInterval(() => {
      const left = Math.ceil(limit - (Date.now() - last) / 1000);
      shown.hidden = left > 15;
      shown.textContent = Math.max(left, 0);
      if (left <= 0) form.submit();
    }, 500);
  });

  if (document.querySelector("[data-renew]")) {
    for (const event of ["ticket", "resync"]) document.addEventListener(`live:${event}`, () => setTimeout(() => window.location.reload(), 300));
  }

  each("[data-keypad]", (pad) => {
    const wishes = pad.dataset.keypad === "wishes";
    const boxes = wishes ? [...document.querySelectorAll("[name=wish]:not(button), [name=like]")]
                         : [...pad.closest("form").querySelectorAll("#number, #last")];
    let box = boxes[0];
    for (const one of boxes) one.addEventListener("focus", () => { box = one; });
    pad.hidden = false;
    pad.addEventListener("click", (event) => {
      const key = event.target.closest("[data-digit]")?.dataset.digit;
      if (!key) return;
      if (key === "back") box.value = box.value.slice(0, -1);
      else if (box.value.length + key.length <= box.maxLength) box.value += key;
      if (!wishes && box === boxes[0] && /^[A-Z]\d{3}$/.test(box.value)) box = boxes[1];
      for (const one of boxes) one.classList.toggle("kiosk-here", one === box);
    });
  });
})();
