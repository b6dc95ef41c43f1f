// Replay: the floor plan is drawn from the path, each visit moves by what the journal says of it.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const ROOM = { width: 184, height: 150, gapX: 30, gapY: 26, top: 40, left: 90 };
  const SEAT = 22, COLUMNS = 7, SHOWN = 14;
  const make = (name, attributes, parent) => {
    const found = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    parent.append(found);
    return found;
  };
  const pad = (value) => String(Math.floor(value)).padStart(2, "0");
  const clock = (minute) => `${pad(minute / 60)}:${pad(minute % 60)}`;

  class Floor {
    constructor(place, told) {
      this.place = place;
      this.told = told;
      this.marks = new Map();
      const columns = Math.max(...told.rooms.map((room) => room.column)) + 1;
      const rows = Math.max(...told.rooms.map((room) => room.row)) + 1;
      const width = ROOM.left * 2 + columns * (ROOM.width + ROOM.gapX) - ROOM.gapX;
      const height = ROOM.top + rows * (ROOM.height + ROOM.gapY);
      this.middle = ROOM.top + (rows * (ROOM.height + ROOM.gapY) - ROOM.gapY) / 2;
      this.svg = make("svg", { class: "floor", viewBox: `0 0 ${width} ${height}`, role: "img" }, place);
      this.title = make("title", {}, this.svg);
      this.width = width;
      this.rooms = told.rooms.map((room) => this.room(room, rows));
      this.door = make("text", { x: 12, y: this.middle, class: "small" }, this.svg);
      this.exit = make("text", { x: width - ROOM.left + 22, y: this.middle, class: "small" }, this.svg);
      this.layer = make("g", {}, this.svg);
      this.spells = told.visits.flatMap((visit, at) =>
        visit.spells.map(([room, joined, taken, ended], part) => ({ key: `${at}-${part}`, visit, room, joined, taken, ended })));
    }

    room(room, rows) {
      const alone = !this.told.rooms.some((other) => other !== room && other.column === room.column);
      const x = ROOM.left + room.column * (ROOM.width + ROOM.gapX);
      const y = alone ? this.middle - ROOM.height / 2 : ROOM.top + room.row * (ROOM.height + ROOM.gapY);
      make("rect", { class: "room", x, y, width: ROOM.width, height: ROOM.height, rx: 8 }, this.svg);
      make("text", { x: x + 10, y: y + 22 }, this.svg).textContent = room.name;
      const count = make("text", { x: x + ROOM.width - 10, y: y + 22, class: "small", "text-anchor": "end" }, this.svg);
      const seats = Array.from({ length: room.seats }, (_none, at) => {
        const seat = { x: x + 12 + (at % COLUMNS) * (SEAT + 2), y: y + 32 + Math.floor(at / COLUMNS) * (SEAT + 2) };
        seat.box = make("rect", { class: "seat", x: seat.x, y: seat.y, width: SEAT, height: SEAT, rx: 4 }, this.svg);
        return seat;
      });
      return { x, y, count, seats, busy: new Array(seats.length).fill(null) };
    }

    show(now) {
      const present = this.spells.filter((one) => one.joined <= now && (one.ended === null || one.ended > now));
      const seen = new Set(), waiting = this.rooms.map(() => []);
      for (const [at, room] of this.rooms.entries()) {
        const hand = new Set(present.filter((one) => one.room === at && one.taken !== null && one.taken <= now).map((one) => one.key));
        room.busy = room.busy.map((key) => (hand.has(key) ? key : null));
        for (const key of hand) if (!room.busy.includes(key)) {
          const free = room.busy.indexOf(null);
          if (free >= 0) room.busy[free] = key;
        }
        room.seats.forEach((seat, place) => seat.box.classList.toggle("busy", room.busy[place] !== null));
      }
      for (const one of present) if (!(one.taken !== null && one.taken <= now)) waiting[one.room].push(one);
      for (const line of waiting) line.sort((one, other) => one.visit.came - other.visit.came);
      for (const one of present) this.mark(one, now, waiting[one.room].indexOf(one), seen);
      for (const [key, mark] of this.marks) if (!seen.has(key)) { mark.remove(); this.marks.delete(key); }
      this.count(now, waiting);
    }

    mark(one, now, place, seen) {
      const room = this.rooms[one.room], seat = room.busy.indexOf(one.key);
      if (place >= SHOWN || (place < 0 && seat < 0)) return;
      const x = place >= 0 ? room.x + 20 + (place % COLUMNS) * 24 : room.seats[seat].x + SEAT / 2;
      const y = place >= 0 ? room.y + ROOM.height - 40 + Math.floor(place / COLUMNS) * 22 : room.seats[seat].y + SEAT / 2;
      let mark = this.marks.get(one.key);
      if (!mark) {
        mark = make("g", { class: "mark" }, this.layer);
        make("circle", { r: 8, class: "car" }, mark);
        make("title", {}, mark).textContent = one.visit.ticket;
        this.marks.set(one.key, mark);
      }
      mark.style.transform = `translate(${x}px, ${y}px)`;
      mark.firstChild.classList.toggle("late", now - one.visit.came > this.told.target);
      seen.add(one.key);
    }

    count(now, waiting) {
      const words = this.place.dataset;
      this.rooms.forEach((room, at) => {
        const more = waiting[at].length - SHOWN;
        room.count.textContent = waiting[at].length ? `${waiting[at].length} ${words.waiting}${more > 0 ? ` (+${more})` : ""}` : "";
      });
      const came = this.told.visits.filter((one) => one.came <= now).length;
      const done = this.told.visits.filter((one) => one.over !== null && one.over <= now).length;
      this.door.textContent = `→ ${came}`;
      this.exit.textContent = `${done} →`;
      this.summary = `${clock(now)} · ${came - done} ${words.inside} · ${done} ${words.done}`;
      this.title.textContent = this.summary;
    }
  }

  const start = async () => {
    const place = document.getElementById("floor");
    if (!place) return;
    const part = (name) => document.querySelector(`[data-replay="${name}"]`);
    const slider = document.getElementById("time"), speed = document.getElementById("speed");
    const live = part("live"), label = part("play").querySelector("[data-play]");
    let floor = null, playing = false, following = Boolean(live), last = 0, fetched = 0, at = Number(slider.value);

    // The slider keeps whole minutes; one picture's worth of time is less, so the moment is kept beside it.
    const go = (moment) => { at = Number(moment); slider.value = at; };
    const paint = () => {
      part("clock").textContent = clock(at);
      if (!floor) return;
      floor.show(at);
      part("summary").textContent = floor.summary;
      slider.setAttribute("aria-valuetext", floor.summary);
    };
    const follow = (on) => {
      following = on;
      if (live) live.setAttribute("aria-pressed", String(on));
      if (on) { play(false); fetchDay(); }
    };
    const play = (on) => {
      playing = on;
      label.textContent = on ? label.dataset.pause : label.dataset.play;
      last = performance.now();
      if (on) requestAnimationFrame(step);
    };
    const step = (moment) => {
      if (!playing) return;
      go(Math.min(at + Math.max(0, (moment - last) / 60000) * Number(speed.value), Number(slider.max)));
      last = moment;
      paint();
      if (at >= Number(slider.max)) play(false); else requestAnimationFrame(step);
    };
    const fetchDay = async () => {
      fetched = performance.now();
      let told;
      try {
        const answer = await fetch(place.dataset.day, { headers: { accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        told = await answer.json();
      } catch {
        place.textContent = place.dataset.lost;
        return;
      }
      place.replaceChildren();
      floor = null;
      if (!told.visits.length) { place.textContent = place.dataset.empty; return; }
      const first = Math.min(...told.visits.map((one) => one.came));
      const ends = told.visits.flatMap((one) => one.spells.map((spell) => spell[3] ?? told.now ?? spell[1]));
      slider.min = Math.floor(first);
      slider.max = Math.ceil(told.now ?? Math.max(...ends) + 1);
      if (following) go(slider.max);
      floor = new Floor(place, told);
      paint();
    };

    part("play").addEventListener("click", () => {
      if (at >= Number(slider.max)) go(slider.min);
      if (live) { following = false; live.setAttribute("aria-pressed", "false"); }
      play(!playing);
    });
    slider.addEventListener("input", () => { if (live) { following = false; live.setAttribute("aria-pressed", "false"); } play(false); go(slider.value); paint(); });
    if (live) live.addEventListener("click", () => follow(true));
    for (const name of ["queue", "moved", "called", "finished", "resync"]) {
      document.addEventListener(`live:${name}`, () => { if (following && performance.now() - fetched > 3000) fetchDay(); });
    }
    await fetchDay();
    if (!following && floor) { go(slider.min); paint(); }
  };
  document.addEventListener("DOMContentLoaded", start);
})();
