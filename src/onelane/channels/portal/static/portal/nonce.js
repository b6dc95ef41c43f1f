// Before numbers are drawn, this phone makes a random number, keeps it, and sends only its hash: so the office cannot
// try several until it likes the list. Without a secure page or script the office makes the number and says so.
(() => {
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-nonce]")) return;
    const field = form.elements.commitment;
    if (!field || field.value || !window.crypto?.subtle) return;
    event.preventDefault();
    const nonce = crypto.getRandomValues(new Uint8Array(32));
    const told = new Uint8Array([...new TextEncoder().encode("onelane nonce\n"), ...nonce]);
    field.value = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", told)));
    try { localStorage.setItem(`onelane.nonce.${field.value}`, hex(nonce)); } catch { /* the draw goes on without */ }
    form.submit();
  });
})();
