// The phone page: hears that something changed, waits a little, and takes its own part anew; counts the time to choose.
(() => {
  const AT_MOST_EVERY = 4000; // a full hall must not ask at once, nor one phone all the time
  const LOOK_EVERY = 60000;   // minutes pass without any event
  const SOON = [200, 1500];   // for my own visit
  const LATER = [1000, 9000]; // for the queue before me

  const page = document.querySelector("[data-ticket]");
  const between = ([low, high]) => low + Math.random() * (high - low);
  let timer = 0;
  let due = 0;
  let last = 0;

  const countdown = () => {
    const bar = document.querySelector("[data-left]:not([data-counting])");
    if (!bar) return;
    bar.dataset.counting = "";
    const ends = Date.now() + Number(bar.dataset.left) * 1000;
    const shown = bar.querySelector("[data-left-shown]");
    const tick = () => {
      if (!bar.isConnected) return;
      const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
      shown.textContent = left;
      bar.classList.toggle("short", left <= 30);
      if (left > 0) { setTimeout(tick, 250); return; }
      if (bar.dataset.leftTo) window.location.assign(bar.dataset.leftTo);
      else plan([300, 900]);
    };
    tick();
  };

  const plan = (range) => {
    if (!page) return;
    const at = Math.max(Date.now() + between(range), last + AT_MOST_EVERY);
    if (timer && due <= at) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(renew, at - Date.now());
  };

  const picked = () => page.querySelector("input[name=plate]:checked")?.value;
  const told = (scene, tab) => {
    document.title = `${tab} · OneLane`;
    if (scene === "called" && navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate([200, 100, 200]);
  };

  async function renew() {
    timer = 0;
    last = Date.now();
    if (document.hidden) { return; } // it looks again when it is seen
    let text;
    try {
      const answer = await fetch(page.dataset.ticket, { cache: "no-store", headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      text = await answer.text();
    } catch { return; } // the bar above says that the line is cut
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("visit");
    const old = document.getElementById("visit");
    if (!fresh || !old || same(old, fresh)) return;
    const former = old.dataset.scene + old.dataset.tab;
    const choice = picked();
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    const active = document.activeElement?.closest("#visit button, #visit a, #visit input");
    const focused = active ? [...old.querySelectorAll("button, a, input")].indexOf(active) : -1;
    old.replaceWith(fresh);
    if (fresh.dataset.scene === old.dataset.scene) {
      if (choice) { const again = fresh.querySelector(`input[value="${CSS.escape(choice)}"]`); if (again) again.checked = true; }
      fresh.querySelectorAll("details").forEach((one, place) => { if (open[place] !== undefined) one.open = open[place]; });
      if (focused >= 0) fresh.querySelectorAll("button, a, input")[focused]?.focus({ preventScroll: true });
    } else if (focused >= 0) {
      document.getElementById("main").focus({ preventScroll: true });
    }
    if (former !== fresh.dataset.scene + fresh.dataset.tab) told(fresh.dataset.scene, fresh.dataset.tab);
    if (window.htmx) window.htmx.process(fresh);
    countdown();
  }

  // The token of each form is new in every answer: a page that says the same is left alone.
  const bare = (node) => node.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").replace(/ data-counting(="")?/g, "").replace(/data-left(-shown)?="?\d*"?[^<]*/g, "");
  const same = (old, fresh) => old.dataset.scene === fresh.dataset.scene && bare(old) === bare(fresh);

  if (page) {
    document.addEventListener("live:ticket", () => plan(SOON));
    document.addEventListener("live:queue", () => plan(LATER));
    document.addEventListener("live:resync", () => plan(SOON));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) plan(SOON); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) plan([0, 200]); });
    setInterval(() => plan(LATER), LOOK_EVERY);
  }
  document.addEventListener("DOMContentLoaded", countdown);
  if (document.readyState !== "loading") countdown();
})();
