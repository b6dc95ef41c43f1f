// Live events: each becomes a DOM event `live:<name>` on document; silence is told to the reader.
(() => {
  const TOLD_AFTER = 5000;    // a short gap is not worth a word
  const SILENT_AFTER = 35000; // the server speaks every 15 s; a cut cable says nothing by itself
  let source = null;
  let lostTimer = 0;
  let silenceTimer = 0;
  let retryTimer = 0;
  let wasLost = false;

  const host = () => document.querySelector("[data-live]");
  const banner = (shown) => {
    for (const bar of document.querySelectorAll("[data-offline]")) bar.hidden = !shown;
  };
  const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

  const lost = () => {
    wasLost = true;
    if (!lostTimer) lostTimer = setTimeout(() => { banner(true); dispatch("lost", {}); }, TOLD_AFTER);
  };
  const heard = () => {
    clearTimeout(lostTimer);
    lostTimer = 0;
    banner(false);
    if (wasLost) { wasLost = false; dispatch("resync", {}); }
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => { lost(); reopen(2000); }, SILENT_AFTER);
  };

  const reopen = (wait) => {
    if (source) source.close();
    clearTimeout(retryTimer);
    retryTimer = setTimeout(open, wait);
  };

  // A board runs for weeks and its permission does not: it loads itself anew, but only while the server answers.
  const renew = async () => {
    if (!/size-(board|kiosk)/.test(document.documentElement.className)) return;
    try {
      const answer = await fetch(window.location.href, { cache: "no-store" });
      if (answer.ok) setTimeout(() => window.location.reload(), 10000);
    } catch { /* still away: the next try comes by itself */ }
  };

  function open() {
    const element = host();
    if (!element) return;
    source = new EventSource(element.dataset.live);
    source.onopen = heard;
    source.addEventListener("beat", heard);
    source.onmessage = (event) => {
      heard();
      const told = JSON.parse(event.data);
      dispatch(told.e, { topic: told.t, ...told.d });
    };
    source.onerror = () => {
      lost();
      if (source.readyState !== EventSource.CLOSED) return;
      reopen(5000); // refused: the browser does not try again itself
      renew();
    };
  }

  document.addEventListener("DOMContentLoaded", open);
  window.addEventListener("offline", lost);
  window.addEventListener("online", () => reopen(0));
  window.addEventListener("pagehide", () => { if (source) source.close(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { wasLost = true; open(); } });
})();
