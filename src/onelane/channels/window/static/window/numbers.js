// VIN (GB 16735) and identity number (GB 11643) are checked while one types; the office checks again.
(() => {
  const chinese = document.documentElement.lang.startsWith("zh");
  const say = (zh, en) => (chinese ? zh : en);
  const VALUES = Object.fromEntries([..."ABCDEFGHJKLMNPRSTUVWXYZ"].map((mark, at) => [mark, [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9][at]]));
  for (let digit = 0; digit < 10; digit += 1) VALUES[digit] = digit;
  const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const FACTORS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const plain = (text) => text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();

  const vin = (text) => {
    const strange = [...new Set(text.replace(/[A-HJ-NPR-Z0-9]/g, ""))].join("");
    if (strange) return say(`没有“${strange}”这样的字符`, `never holds “${strange}”`);
    if (text.length !== 17) return say(`17 位，现在 ${text.length} 位`, `17 characters, now ${text.length}`);
    const rest = [...text].reduce((sum, mark, at) => sum + VALUES[mark] * WEIGHTS[at], 0) % 11;
    if (text[8] === (rest === 10 ? "X" : String(rest)) || !text.startsWith("L")) return "";
    return say("第 9 位校验位对不上，请逐位核对", "place 9, the check digit, does not fit: compare each one");
  };
  const id = (text) => {
    if (text.length !== 18) return say(`18 位，现在 ${text.length} 位`, `18 characters, now ${text.length}`);
    if (!/^\d{17}[\dX]$/.test(text)) return say("前 17 位是数字，末位是数字或 X", "17 digits, then a digit or X");
    const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number);
    const born = new Date(Date.UTC(year, month - 1, day));
    if (born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day || year < 1900) return say("出生日期不存在", "the birth date does not exist");
    const sum = FACTORS.reduce((all, factor, at) => all + factor * Number(text[at]), 0);
    return text[17] === "10X98765432"[sum % 11] ? "" : say("末位校验码对不上，请逐位核对", "the last character does not fit: compare each one");
  };

  const check = (box) => {
    const text = plain(box.value);
    const card = box.dataset.number === "id" || "AHM".includes(box.form.elements[box.dataset.depends]?.value ?? "-");
    const wrong = !text ? "" : box.dataset.number === "vin" ? vin(text) : card ? id(text) : "";
    let told = box.parentElement.querySelector(".number-told");
    if (!told) {
      told = document.createElement("div");
      told.className = "number-told";
      told.id = `${box.id}_told`;
      told.setAttribute("role", "status");
      box.after(told);
      box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
    }
    const typing = wrong && document.activeElement === box && text.length < (box.dataset.number === "vin" ? 17 : 18);
    told.className = `number-told ${wrong && !typing ? "text-danger" : "text-secondary"}`;
    told.textContent = wrong || (text && (card || box.dataset.number === "vin") ? "✓" : "");
    box.classList.toggle("is-invalid", Boolean(wrong) && !typing);
  };
  for (const box of document.querySelectorAll("[data-number]")) {
    for (const name of ["input", "blur"]) box.addEventListener(name, () => check(box));
    if (box.value && !box.matches(".is-invalid")) check(box); // the office's own words stand until something is changed
  }
  for (const box of document.querySelectorAll("[data-capitals]")) {
    box.addEventListener("blur", () => { box.value = plain(box.value); });
  }
})();
