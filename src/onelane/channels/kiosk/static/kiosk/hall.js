// The self-service kiosk: keys on the screen, the voice, a countdown that wipes, and a word when the network is away.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const each = (selector, deed) => { for (const found of document.querySelectorAll(selector)) deed(found); };
  const go = (address) => window.location.replace(address);
  const START = "/kiosk/";

  // ---------------------------------------------------------- nobody there: ask, count down, wipe
  const WARN = 15;
  each("[data-idle-after]", (over) => {
    const limit = Number(over.dataset.idleAfter);
    const left = one("[data-idle-left]", over);
    let last = Date.now();
    const alive = () => { last = Date.now(); over.hidden = true; };
    for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, alive);
    setInterval(() => {
      const silent = (Date.now() - last) / 1000;
      if (silent < limit) return;
      if (over.hidden) { over.hidden = false; one("[data-still-here]", over).focus(); }
      left.textContent = Math.max(0, Math.ceil(limit + WARN - silent));
      if (silent >= limit + WARN && !over.dataset.sent) { over.dataset.sent = "1"; document.querySelector("main").remove(); over.submit(); }
    }, 250);
  });

  // ---------------------------------------------------------- a sign of life; without an answer the page keeps nothing
  const BEAT = 10000;
  const AWAY_AFTER = 2; // beats without an answer
  const away = one("[data-away]");
  let missed = 0;
  const camera = async () => {
    if (!navigator.mediaDevices) return "away";
    const found = await navigator.mediaDevices.enumerateDevices();
    return found.some((device) => device.kind === "videoinput") ? "ok" : "away";
  };
  const wipe = () => {
    one("main")?.remove();
    each("[data-idle-after]", (over) => over.remove());
    document.title = "OneLane";
    away.hidden = false;
    window.hallWiped = true;
  };
  const beat = async () => {
    const form = one("[data-beat]");
    if (!form) return;
    try {
      const told = new FormData(form);
      told.set("camera", await camera());
      const answer = await fetch(form.action, { method: "POST", body: told, signal: AbortSignal.timeout(5000) });
      if (!answer.ok) throw new Error(String(answer.status));
      const { shut } = await answer.json();
      missed = 0;
      if (window.hallWiped) go(START);
      else if (shut && !one("[data-renew-after]")) go(START);
    } catch {
      missed += 1;
      if (missed >= AWAY_AFTER && away && !window.hallWiped) wipe();
    }
  };
  if (one("[data-beat]")) {
    beat();
    setInterval(beat, BEAT);
    window.addEventListener("offline", () => { missed = AWAY_AFTER; setTimeout(beat, 2000); });
    window.addEventListener("online", beat);
  }
  // A page is asked for before it is gone to: while the network is away the touch is answered here, not by the browser.
  document.addEventListener("submit", (event) => {
    if (!navigator.onLine && one("[data-beat]")) { event.preventDefault(); if (!window.hallWiped) wipe(); }
  });

  // ---------------------------------------------------------- waiting for something
  each("[data-renew-after]", (mark) => {
    setTimeout(() => { if (navigator.onLine) go(mark.dataset.renewTo || window.location.href); }, Number(mark.dataset.renewAfter) * 1000);
  });
  if (one("[data-renew-on-news]")) {
    for (const name of ["ticket", "case", "resync"]) {
      document.addEventListener(`live:${name}`, () => setTimeout(() => go(window.location.href), 400));
    }
  }
  each("[data-wait-for]", (area) => {
    const look = async () => {
      try {
        const { state } = await (await fetch(area.dataset.waitFor, { cache: "no-store" })).json();
        if (state === "go") { one("[data-enter]", area).submit(); return; }
        if (state === "over") { go(area.dataset.over); return; }
      } catch { /* the next look comes by itself */ }
      setTimeout(look, 800);
    };
    setTimeout(look, 800);
  });
  each("form[data-auto]", (form) => setTimeout(() => form.requestSubmit(), 50));

  // ---------------------------------------------------------- keys on the screen
  each("[data-digits]", (keys) => {
    const form = keys.closest("form");
    const box = one("[data-keys=digits]", form);
    keys.hidden = false;
    keys.addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (!key) return;
      if (key === "back") box.value = box.value.slice(0, -1);
      else if (key === "clear") box.value = "";
      else if (box.value.length < box.maxLength) box.value += key;
      if (box.dataset.full && box.value.length === Number(box.dataset.full)) form.requestSubmit();
    });
  });

  const WORDS = { "{bksp}": "⌫", "{space}": "␣", "{lock}": "⇪", "{shift}": "⇧", "{zh}": "中/英" };
  const ROWS = ["1 2 3 4 5 6 7 8 9 0", "q w e r t y u i o p", "a s d f g h j k l", "{shift} z x c v b n m {bksp}", "{zh} - # {space} . @"];
  const UPPER = ROWS.map((row) => row.replace(/\b[a-z]\b/g, (letter) => letter.toUpperCase()));
  each("[data-board]", async (board) => {
    const box = one("[data-keys=pinyin]", board.closest("form"));
    const { default: chinese } = await import(board.dataset.layout);
    board.classList.add("simple-keyboard", "hall-keyboard");
    let pinyin = document.documentElement.lang.startsWith("zh");
    const Keyboard = window.SimpleKeyboard.default;
    const keyboard = new Keyboard(board, {
      layout: { default: ROWS, shift: UPPER },
      display: WORDS,
      mergeDisplay: true,
      layoutCandidates: pinyin ? chinese.layoutCandidates : null,
      layoutCandidatesPageSize: 8,
      maxLength: box.maxLength,
      onChange: (text) => { box.value = text; },
      onKeyPress: (key) => {
        if (key === "{shift}") keyboard.setOptions({ layoutName: keyboard.options.layoutName === "shift" ? "default" : "shift" });
        if (key === "{zh}") { pinyin = !pinyin; keyboard.setOptions({ layoutCandidates: pinyin ? chinese.layoutCandidates : null }); }
      },
    });
    keyboard.setInput(box.value);
    box.addEventListener("input", () => keyboard.setInput(box.value));
  });

  // ---------------------------------------------------------- the voice
  const speaking = one("[data-speak]");
  if (speaking && window.speechSynthesis) {
    const words = new SpeechSynthesisUtterance(speaking.dataset.said.trim() || one("h1").textContent.trim());
    words.lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(words);
  }

  // ---------------------------------------------------------- the camera
  each("[data-camera]", async (form) => {
    const video = one("video", form);
    const dead = () => { one("[data-no-camera]", form).hidden = false; one("[data-shoot]", form).disabled = true; video.hidden = true; };
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 960 } });
    } catch { dead(); return; }
    video.srcObject.getVideoTracks()[0].addEventListener("ended", dead);
    one("[data-shoot]", form).addEventListener("click", async () => {
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext("2d").drawImage(video, 0, 0);
      const shot = await new Promise((made) => { canvas.toBlob(made, "image/jpeg", 0.9); });
      const files = new DataTransfer();
      files.items.add(new File([shot], "photo.jpg", { type: "image/jpeg" }));
      one("input[type=file]", form).files = files.files;
      for (const track of video.srcObject.getTracks()) track.stop();
      form.requestSubmit();
    });
  });
})();
