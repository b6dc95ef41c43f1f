// The bay: check digit while typing, seats by stepper, photo preview and progress, keys on the row whose turn it is.
(() => {
  const VALUES = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9, S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 };
  const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

  const digit = (vin) => {
    const sum = [...vin].reduce((total, mark, place) => total + (VALUES[mark] ?? Number(mark)) * WEIGHTS[place], 0) % 11;
    return sum === 10 ? "X" : String(sum);
  };

  // The server judges; this only tells early what it will say.
  const judge = (vin, words) => {
    if (/[IOQ]/.test(vin)) return ["wrong", words.letters];
    if (vin.length !== 17) return ["", words.length.replace("{}", vin.length)];
    if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin)) return ["wrong", words.letters];
    if (vin[8] === digit(vin)) return ["right", `✓ ${words.right}`];
    return vin[0] === "L" ? ["wrong", words.wrong.replace("{}", digit(vin))] : ["", words.foreign];
  };
  const look = (field) => {
    const told = document.getElementById(field.getAttribute("aria-describedby"));
    const vin = field.value.normalize("NFKC").toUpperCase().replace(/[\s\-·]/g, "");
    if (!told || !vin) return;
    const [state, words] = judge(vin, told.dataset);
    told.textContent = words;
    told.dataset.state = state;
    field.dataset.state = state;
  };

  const turn = () => {
    for (const row of document.querySelectorAll("[data-row]")) {
      const current = row === document.querySelector("[data-row][data-unmarked]");
      row.classList.toggle("is-current", current);
      for (const button of row.querySelectorAll("[data-mark]")) {
        if (current) button.dataset.key = button.dataset.mark;
        else delete button.dataset.key;
        button.querySelector("kbd").hidden = !current;
      }
    }
    for (const field of document.querySelectorAll("[data-vin]")) look(field);
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-vin]")) look(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const field = document.getElementById(button.dataset.for);
    field.value = Math.min(99, Math.max(1, (Number(field.value) || 0) + Number(button.dataset.step)));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const file = event.target.matches("[type=file]") && event.target.files[0];
    if (!file || !file.type.startsWith("image/")) return;
    const label = event.target.closest("label");
    const shown = label.querySelector("img") || document.createElement("img");
    shown.alt = "";
    shown.src = URL.createObjectURL(file);
    shown.onload = () => URL.revokeObjectURL(shown.src);
    label.querySelector("[data-place]")?.replaceWith(shown);
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector?.(".bay-progress");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = Math.round(100 * event.detail.loaded / event.detail.total);
  });

  // Reading the page anew breaks off what is still under way and drops what waits for a free connection: a mark pressed
  // at that instant would be lost. So it waits until every press has its answer, and takes no more of them.
  let underWay = 0;
  let anew = false;
  const readAnew = () => {
    if (!anew || underWay > 0) return;
    document.body.inert = true;
    location.reload();
  };
  document.addEventListener("htmx:beforeSend", () => { underWay += 1; });
  document.addEventListener("htmx:afterRequest", () => {
    underWay = Math.max(0, underWay - 1);
    readAnew();
  });
  document.addEventListener("other-items", () => { anew = true; });

  document.addEventListener("live:called", () => { if (document.querySelector("[data-standby]")) location.reload(); });
  document.addEventListener("live:queue", () => { if (document.querySelector("[data-standby]")) location.reload(); });
  document.addEventListener("htmx:afterSettle", (event) => {
    turn();
    if (event.target.id === "message") event.target.scrollIntoView({ block: "center" }); // the bar is far from it
  });
  document.addEventListener("DOMContentLoaded", turn);
  if (document.readyState !== "loading") turn();
})();
