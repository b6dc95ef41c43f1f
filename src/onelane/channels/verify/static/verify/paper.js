// Checks a paper's code on this device: a signed CBOR token (RFC 8392) in digits, ECDSA on P-256 by WebCrypto, and the
// signed list of papers that are no longer valid. Nothing that is scanned leaves the device.
const own = document.querySelector("[data-paper-check]").dataset;
const words = JSON.parse(document.getElementById("words").textContent);
const part = (name) => document.querySelector(`[data-${name}]`);
const HEAD = { algorithm: 1, key: 4 };
const CLAIM = { expires: 4, issued: 6, list: 65533, paper: -65537 };
const SIGN1 = 0xd2;
const STATES = ["genuine", "revoked", "revoked", "replaced"];
const TONES = { genuine: "success", altered: "danger", revoked: "danger", replaced: "warning", expired: "warning", unknown: "warning" };
class Altered extends Error {}
class Unknown extends Error {}

const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const day = (seconds) => new Date(seconds * 1000).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
const ask = async (address) => (await fetch(address, { cache: "no-cache" })).json();

const raw = (digits) => {
  if (!/^[1-9][0-9]{20,599}$/.test(digits)) throw new Altered();
  let told = BigInt(digits).toString(16);
  if (told.length % 2) told = `0${told}`;
  const bytes = Uint8Array.from(told.match(/../g), (pair) => parseInt(pair, 16));
  if (bytes[0] !== 1) throw new Altered();
  return bytes.subarray(1);
};
const coded = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

// The claims of a token whose signature holds; whatever cannot be read was altered.
const opened = async (token, keys, cbor) => {
  let parts, header, claims;
  try {
    if (token[0] !== SIGN1) throw new Altered();
    parts = cbor.decode(token.subarray(1), { useMaps: true });
    header = cbor.decode(parts[0], { useMaps: true });
    claims = cbor.decode(parts[2], { useMaps: true });
    if (parts.length !== 4 || parts[1].size !== 0 || header.get(HEAD.algorithm) !== -7) throw new Altered();
  } catch (trouble) {
    throw new Altered(trouble.message);
  }
  const key = keys.find((one) => one.kid === hex(header.get(HEAD.key) || []));
  if (!key) throw new Unknown();
  const kind = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const known = await crypto.subtle.importKey("jwk", key.jwk, kind, false, ["verify"]);
  const covered = cbor.encode(["Signature1", parts[0], new Uint8Array(0), parts[2]]);
  if (!(await crypto.subtle.verify(kind, known, parts[3], covered))) throw new Altered();
  return { claims, office: key.office };
};

const states = async (trust, office, cbor) => {
  for (const one of trust.lists) {
    try {
      const list = await opened(coded(one), trust.keys, cbor);
      if (list.office !== office) continue;
      const packed = new Blob([list.claims.get(CLAIM.list).get("lst")]).stream();
      const open = new Response(packed.pipeThrough(new DecompressionStream("deflate")));
      return { bits: new Uint8Array(await open.arrayBuffer()), claims: list.claims };
    } catch (trouble) {
      continue; // a list that cannot be believed is none
    }
  }
  return null;
};

const judged = async (text) => {
  const cbor = await import(own.cbor);
  const trust = await ask(own.trust);
  const { claims, office } = await opened(raw(text.trim().split("#").pop()), trust.keys, cbor);
  const [kind, place, serial, facts] = claims.get(CLAIM.paper);
  const list = await states(trust, office, cbor);
  const state = list && place >> 2 < list.bits.length ? (list.bits[place >> 2] >> ((place & 3) * 2)) & 3 : 0;
  const expires = claims.get(CLAIM.expires);
  const over = expires && Date.now() / 1000 >= expires;
  const named = trust.kinds[kind];
  return {
    state: state === 0 && over ? "expired" : STATES[state],
    name: named.name,
    facts: [
      ...named.facts.map((label, at) => [label, facts[at]]),
      [words.number, serial],
      [words.issued, day(claims.get(CLAIM.issued))],
      [words.until, expires ? day(expires - 1) : words.without_end],
      [words.office, office],
    ],
    list: told(list),
  };
};
const told = (list) => {
  if (!list) return words.no_list;
  const old = Date.now() / 1000 > list.claims.get(CLAIM.expires);
  return words[old ? "old_list" : "list_of"].replace("{day}", day(list.claims.get(CLAIM.issued)));
};

const show = (found) => {
  const tone = TONES[found.state];
  part("tone").className = `card-status-top bg-${tone}`;
  part("title").className = `big-number text-${tone}`;
  part("title").textContent = words[found.state];
  part("why").textContent = words[`${found.state}_why`];
  part("name").textContent = found.name || "";
  part("list").textContent = found.list || "";
  part("compare").hidden = !found.facts;
  part("facts").replaceChildren(...(found.facts || []).flatMap(([label, value]) => {
    const [term, said] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = label;
    said.textContent = value;
    return [term, said];
  }));
  part("trouble").hidden = true;
  const card = part("verdict");
  card.hidden = false;
  card.dataset.state = found.state;
  card.focus();
  card.scrollIntoView({ block: "nearest" });
};
const check = async (text) => {
  try {
    show(await judged(text));
  } catch (trouble) {
    show({ state: trouble instanceof Unknown ? "unknown" : "altered" });
  }
};
const complain = (said) => {
  part("trouble").textContent = said;
  part("trouble").hidden = false;
};

// ---- the reader of QR codes, loaded when it is first needed
let loading = null;
const reader = () => {
  loading ||= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = own.reader;
    script.onload = () => {
      ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => own.wasm } });
      done(ZXingWASM);
    };
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
};
const read = async (source, width, height) => {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, 2000 / Math.max(width, height));
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const seen = await (await reader()).readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), {
    formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1,
  });
  return seen.length ? seen[0].text : "";
};

const fromPicture = async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  try {
    const picture = await createImageBitmap(file);
    const text = await read(picture, picture.width, picture.height);
    if (text) await check(text);
    else complain(words.no_code_why);
  } catch (trouble) {
    complain(words.no_code_why);
  }
  event.target.value = "";
};

let camera = null;
const stop = () => {
  for (const track of camera ? camera.getTracks() : []) track.stop();
  camera = null;
  part("video").hidden = true;
  part("scan-word").textContent = words.scan;
};
const look = async () => {
  if (!camera) return;
  const video = part("video");
  const text = video.videoWidth ? await read(video, video.videoWidth, video.videoHeight) : "";
  if (!camera) return;
  if (!text) { setTimeout(look, 150); return; }
  stop();
  await check(text);
};
const scan = async () => {
  if (camera) { stop(); return; }
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch (trouble) {
    complain(words.no_camera);
    return;
  }
  part("trouble").hidden = true;
  part("video").srcObject = camera;
  part("video").hidden = false;
  part("scan-word").textContent = words.stop;
  await part("video").play();
  look();
};

// ---- kept for when there is no network
const keep = async () => {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data.ready) part("ready").textContent = words.offline_ready;
  });
  await navigator.serviceWorker.register(own.worker);
  const ready = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  ready.active.postMessage({
    keep: [location.pathname, ...loaded.filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/")).map(String)],
  });
};

const fromAddress = () => {
  if (location.hash.length > 1) check(location.hash.slice(1));
};
part("picture").hidden = false;
part("scan").hidden = !(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
part("scan").addEventListener("click", scan);
part("picture-file").addEventListener("change", fromPicture);
part("paste").closest("form").addEventListener("submit", (event) => {
  event.preventDefault();
  check(document.getElementById("code").value);
});
window.addEventListener("hashchange", fromAddress);
fromAddress();
if (document.readyState === "complete") keep();
else window.addEventListener("load", keep);
