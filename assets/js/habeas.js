// Small comforts. Every page works without this file.

const root = document.documentElement;
root.classList.add("js");

// A form that came back: the reader starts at the list of mistakes.
document.querySelector("[data-focus]")?.focus();

// The code field takes "123 456", "123-456" and a pasted line of the mail, and keeps the six digits.
for (const field of document.querySelectorAll(".js-code")) {
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    const found = text.match(/(?<!\d)(\d{3})[\s\u00a0\u202f-]?(\d{3})(?!\d)/);
    if (!found) return;
    event.preventDefault();
    field.value = `${found[1]} ${found[2]}`;
  });
}

// A second click on a button that is already at work does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  else if (form.method === "post") {
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  }
});
// Coming back by the browser's Back button makes the form usable again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-print], [data-copy], [data-close]");
  if (!button) return;
  if ("print" in button.dataset) print();
  if ("close" in button.dataset) button.closest("dialog")?.close();
  if ("copy" in button.dataset) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("[aria-live]").textContent = button.dataset.copied;
    } catch {
      // No permission: the text is on the page, to be selected by hand.
    }
  }
});

// Five minutes before an idle session ends, say so.
const ends = Date.parse(document.body.dataset.sessionEnds ?? "");
const dialog = document.getElementById("session-warning");
if (dialog && ends) {
  const wait = ends - Date.now() - 5 * 60_000;
  if (wait < 2 ** 31) setTimeout(() => dialog.showModal(), Math.max(0, wait));
}

// A waiting page asks again quietly, slower each time, and reloads once the answer differs.
for (const box of document.querySelectorAll("[data-poll]")) {
  let delay = 2_000;
  const said = box.textContent.trim();
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(box.dataset.poll, { headers: { accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (page.querySelector("[data-poll]")?.textContent.trim() !== said) return location.assign(box.dataset.poll);
      } catch {
        // Offline: the "Check again" link remains.
      }
    }
    delay = Math.min(delay * 1.5, 30_000);
    setTimeout(ask, delay);
  };
  setTimeout(ask, delay);
}
// A page that only leads on goes by itself; the way back is to the page before it.
const onward = document.querySelector("a[data-go]");
if (onward) location.replace(onward.href);

// Details are opened for the printed page.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) fold.open = true;
});
