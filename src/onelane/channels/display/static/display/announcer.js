// Announcements in a row: each call is heard to its end before the next begins, in the order of the calls.
(() => {
  const LONGEST = 15000; // a voice that never says that it has ended must not silence the hall

  const within = (promise, limit) => new Promise((done) => {
    const timer = setTimeout(done, limit);
    Promise.resolve(promise).catch(() => {}).then(() => { clearTimeout(timer); done(); });
  });

  class Announcer {
    // `chime` and `speak` return promises; `isOn` tells whether anything may be heard; `shown` hears what is announced.
    constructor({ chime, speak, isOn = () => true, shown = () => {}, gap = 400, longest = LONGEST }) {
      Object.assign(this, { chime, speak, isOn, shown, gap, longest });
      this.waiting = [];
      this.running = false;
    }

    add(call) {
      this.waiting.push(call);
      if (!this.running) this.run();
    }

    // A call that was taken back is not announced any more, unless it is being spoken already.
    forget(number, counter) {
      this.waiting = this.waiting.filter((one) => one.number !== number || one.counter !== counter);
    }

    async run() {
      this.running = true;
      while (this.waiting.length) {
        const call = this.waiting.shift();
        this.shown(call);
        if (this.isOn()) {
          await within(this.chime(call), this.longest);
          await within(this.speak(call), this.longest);
          await new Promise((done) => setTimeout(done, this.gap));
        }
      }
      this.shown(null);
      this.running = false;
    }
  }
  window.Announcer = Announcer;
})();
