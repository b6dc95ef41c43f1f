// Passkeys: a form that says what it wants is sent when the device has answered.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-passkey]");
  const field = form && form.elements.namedItem("credential");
  if (!field || field.value) return;
  event.preventDefault();
  const told = JSON.parse(document.getElementById(form.dataset.options).textContent);
  const kind = window.PublicKeyCredential;
  try {
    const credential =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(told) })
        : await navigator.credentials.get({ publicKey: kind.parseRequestOptionsFromJSON(told) });
    field.value = JSON.stringify(credential.toJSON());
  } catch (reason) {
    field.value = "{}"; // the server says in words that it did not work
  }
  form.submit();
});
