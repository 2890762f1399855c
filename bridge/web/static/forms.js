// A form is sent once, however often its button is pressed; text that is not sent yet is kept in
// this browser tab, so that an expired login or a broken connection does not lose it.
const SENT = "helpdesk-sent";

function key(field) {
  return `helpdesk-text ${field.form.getAttribute("action")} ${field.name}`;
}

const sent = document.querySelector(".notice.good") && sessionStorage.getItem(SENT);
if (sent) sessionStorage.removeItem(sent);

for (const field of document.querySelectorAll("textarea[data-kept]")) {
  if (!field.value) field.value = sessionStorage.getItem(key(field)) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(key(field), field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const shown = [...field.form.querySelectorAll("button")].filter((b) => b.offsetParent);
    field.form.requestSubmit(shown.find((b) => b.classList.contains("primary")) ?? shown.at(-1));
  });
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.method !== "post") return;
  if (event.submitter?.formTarget) return; // A preview fills its frame; this page and its form stay.
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  const field = form.querySelector("textarea[data-kept]");
  if (field) sessionStorage.setItem(SENT, key(field));
});

// Back from the browser's page cache: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});
