// Lets a device make or use a passkey. The server asks (JSON, bytes in base64url), the device answers, and a form carries the
// answer back. Without this file, or in a browser that knows no passkeys, the page names the other way.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** The answer of a device as JSON; a field is a buffer, or missing. */
function spelled(credential) {
  const { response } = credential;
  const answer = {};
  for (const field of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[field]) answer[field] = text(response[field]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  const { id, rawId, type } = credential;
  return JSON.stringify({ id, rawId: text(rawId), type, response: answer, extensions: {} });
}

async function make({ publicKey: asked }) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  const excludeCredentials = known(asked.excludeCredentials);
  return navigator.credentials.create({ publicKey: { ...asked, challenge: bytes(asked.challenge), user, excludeCredentials } });
}

async function use({ publicKey: asked }) {
  const allowCredentials = known(asked.allowCredentials);
  return navigator.credentials.get({ publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials } });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const note = form.querySelector("[data-note]");
  const say = (words) => {
    note.textContent = words;
    note.hidden = !words;
  };
  if (!window.PublicKeyCredential) {
    form.querySelector("button").hidden = true;
    say(form.dataset.unknown);
    continue;
  }
  let busy = false;
  form.addEventListener("submit", async (event) => {
    // A name that is missing is told by the server, as everywhere.
    if (form.elements.name && !form.elements.name.value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    busy = true;
    say("");
    try {
      const body = new URLSearchParams({ csrf: form.elements.csrf.value });
      const question = await fetch(form.dataset.question, { method: "POST", body });
      // The sign-in has become old meanwhile: its page asks first.
      if (question.redirected) return location.assign(question.url);
      if (!question.ok) throw new Error(String(question.status));
      const asked = await question.json();
      form.elements.answer.value = spelled(await (form.dataset.passkey === "make" ? make(asked) : use(asked)));
      form.submit();
    } catch (error) {
      say(error.name === "InvalidStateError" ? form.dataset.twice : form.dataset.failed);
    } finally {
      busy = false;
    }
  });
}
