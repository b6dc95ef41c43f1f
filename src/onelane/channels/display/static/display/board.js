// The hall board: calls come as events, sound goes through one queue, and a gap in the line is made good.
(() => {
  const LARGE = 6;
  const EARLIER = 5;
  const AFTER_LOAD = 3000;  // calls between the page's making and the first event
  const AGAIN_AFTER = 3000; // events may flow while the pages do not answer: what was missed is asked for again
  const COUNT_EVERY = 3000; // at most so often are the numbers of waiting people asked for

  const board = document.querySelector("[data-board]");
  if (!board) return;
  const $ = (selector) => board.querySelector(selector);
  const told = JSON.parse(document.getElementById("board-told").textContent);
  const list = $("[data-calls]");
  const earlier = $("[data-earlier]");
  const heard = new Map(); // "A001@W1" -> when the call was made that was announced here last
  const name = (call) => `${call.number}@${call.counter}`;

  // ------------------------------------------------------------ sound
  const Sound = window.AudioContext || window.webkitAudioContext;
  const sound = Sound ? new Sound() : null;
  const isOn = () => sound !== null && sound.state === "running";
  const voice = () => (window.speechSynthesis?.getVoices() || []).find((one) => /^zh([-_]|$)/i.test(one.lang));

  const tone = (pitch, at, length) => {
    const source = sound.createOscillator();
    const volume = sound.createGain();
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    source.connect(volume).connect(sound.destination);
    source.start(at);
    source.stop(at + length);
    return source;
  };
  const chime = () => new Promise((done) => {
    const now = sound.currentTime;
    tone(659.3, now, 0.7);
    tone(523.3, now + 0.35, 0.9).onended = done;
  });

  // Digits are spoken one by one: 请 A 0 0 7 号到 2号窗口.
  const words = (call) => {
    const sign = told.signs[call.counter]?.zh || call.counter;
    return `请，${[...call.number].join(" ")} 号，到${sign}。`;
  };
  const speak = (call) => new Promise((done) => {
    const chosen = voice();
    if (!chosen) { done(); return; } // a voice of another language would say nonsense: chime and board are enough
    const said = new SpeechSynthesisUtterance(words(call));
    said.voice = chosen;
    said.lang = chosen.lang;
    said.rate = 0.9;
    said.onend = said.onerror = done;
    window.speechSynthesis.speak(said);
  });

  const showSound = () => {
    $("[data-sound]").hidden = isOn();
    $("[data-sound-on]").hidden = !isOn();
    const kind = $("[data-voice]");
    kind.textContent = voice() ? kind.dataset.voice : kind.dataset.chime;
  };
  $("[data-sound]").addEventListener("click", async () => { await sound?.resume(); showSound(); });
  if (sound) sound.onstatechange = showSound;
  window.speechSynthesis?.addEventListener?.("voiceschanged", showSound);
  showSound();

  const announcer = new window.Announcer({
    chime,
    speak,
    isOn,
    shown: (call) => {
      for (const row of board.querySelectorAll(".hall-call")) {
        row.classList.toggle("spoken", call !== null && row.dataset.number === call.number && row.dataset.counter === call.counter);
      }
    },
  });
  board.announcer = announcer; // for whoever tests that calls never overlap

  // ------------------------------------------------------------ rows
  const rows = (where, test) => [...where.children].filter(test);
  const row = (call) => {
    const made = $("[data-row]").content.firstElementChild.cloneNode(true);
    made.dataset.number = call.number;
    made.dataset.counter = call.counter;
    made.querySelector(".number").textContent = call.number;
    made.querySelector("[data-zh]").textContent = told.signs[call.counter]?.zh || call.counter;
    made.querySelector("[data-en]").textContent = told.signs[call.counter]?.en || "";
    return made;
  };
  const trim = () => {
    for (const extra of [...list.children].slice(LARGE)) extra.remove();
    for (const extra of [...earlier.children].slice(EARLIER)) extra.remove();
    $("[data-none]").hidden = list.children.length > 0;
  };
  const remove = (number, counter) => {
    for (const where of [list, earlier]) {
      for (const one of rows(where, (it) => it.dataset.number === number && it.dataset.counter === counter)) one.remove();
    }
  };
  const show = (call) => {
    remove(call.number, call.counter);
    settle(call.counter); // a counter has one owner: whoever it called before is past
    const made = row(call);
    made.classList.add("came");
    list.prepend(made);
    trim();
  };
  const settle = (counter) => {
    for (const one of rows(list, (it) => it.dataset.counter === counter)) earlier.prepend(one);
    trim();
  };

  // ------------------------------------------------------------ events
  const on = (event, deed) => document.addEventListener(`live:${event}`, ({ detail }) => deed(detail));
  on("called", (call) => {
    if (!call.number || !call.counter) return;
    const last = heard.get(name(call)) || 0;
    if (call.at && call.at <= last) return; // a page that had just asked knows the call before its event comes
    heard.set(name(call), call.at || last);
    show(call);
    announcer.add(call);
  });
  on("uncalled", (call) => { remove(call.number, call.counter); heard.delete(name(call)); announcer.forget(call.number, call.counter); trim(); });
  on("began", (call) => settle(call.counter));
  on("finished", (call) => { for (const one of rows(list, (it) => it.dataset.number === call.number)) one.remove(); trim(); });

  let counting = 0;
  const count = () => {
    if (counting) return;
    counting = setTimeout(async () => {
      counting = 0;
      try { showCounts(await ask(board.dataset.counts)); } catch { /* the bar above says that the line is cut */ }
    }, 500 + Math.random() * COUNT_EVERY);
  };
  const ask = async (address) => {
    const answer = await fetch(address, { cache: "no-store", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };
  const showCounts = (waiting) => {
    for (const [step, number] of Object.entries(waiting)) {
      const place = board.querySelector(`[data-queue="${CSS.escape(step)}"]`);
      if (place) place.textContent = number;
    }
  };
  on("queue", count);
  on("called", count);
  on("moved", count);

  // ------------------------------------------------------------ a gap in the line
  // What was called meanwhile is shown and spoken, oldest first, as often as nobody heard it: once is enough.
  let again = 0;
  const catchUp = async () => {
    clearTimeout(again);
    let state;
    try { state = await ask(board.dataset.state); } catch { again = setTimeout(catchUp, AGAIN_AFTER); return; }
    const current = new Set(state.calls.map(name));
    for (const one of rows(list, (it) => !current.has(`${it.dataset.number}@${it.dataset.counter}`))) one.remove();
    for (const call of [...state.calls].reverse()) {
      const known = heard.get(name(call)) || 0;
      heard.set(name(call), Math.max(known, call.at));
      if (call.there) { for (const one of rows(list, (it) => it.dataset.number === call.number && it.dataset.counter === call.counter)) earlier.prepend(one); continue; }
      if (known >= call.at) continue;
      show(call);
      announcer.add(call);
    }
    trim();
    showCounts(state.waiting);
  };
  for (const call of told.calls) heard.set(name(call), call.at);
  setTimeout(catchUp, AFTER_LOAD);

  const lost = $("[data-lost]");
  let since = "";
  const time = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  on("lost", () => {
    since = since || time();
    const sentence = $("[data-lost-text]");
    sentence.textContent = sentence.dataset.say.replace("{time}", since);
    lost.hidden = false;
  });
  on("resync", () => { since = ""; lost.hidden = true; catchUp(); });

  const face = $("[data-clock]");
  const tick = () => { face.textContent = time(); };
  tick();
  setInterval(tick, 1000);
})();
