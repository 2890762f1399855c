// Single keys for agents; they can be switched off (WCAG 2.1.4). Every key has a link or button too.
const OFF = "helpdesk-keys-off";
const keys = document.getElementById("keys");
const toggle = document.getElementById("keys-on");
const menu = document.querySelector(".rail .menu");

toggle.checked = !localStorage.getItem(OFF);
toggle.addEventListener("change", () => {
  if (toggle.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
});
document.querySelector("[data-open=keys]").addEventListener("click", () => keys.showModal());
menu.addEventListener("click", () => {
  menu.setAttribute("aria-expanded", String(menu.getAttribute("aria-expanded") !== "true"));
});

function move(step) {
  const links = [...document.querySelectorAll("[data-list] > li > a")];
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const next = links[Math.max(0, Math.min(links.length - 1, now + step))];
  next.focus();
  next.closest("li").scrollIntoView({ block: "nearest" });
}

function compose(kind) {
  const choice = document.querySelector(`#composer [name=kind][value=${kind}]`);
  if (!choice || choice.disabled) return;
  choice.checked = true;
  document.getElementById("body").focus();
}

let wentAt = 0;
const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => document.getElementById("q").focus(),
  "?": () => keys.showModal(),
  g: () => (wentAt = Date.now()),
  i: () => {
    if (Date.now() - wentAt < 1500) document.querySelector(".rail .brand a").click();
  },
  r: () => compose("reply"),
  n: () => compose("note"),
  e: () => document.getElementById("solve")?.requestSubmit(),
  f: () => document.getElementById("escalate")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  if (event.key === "Escape" && event.target.matches("input, textarea")) event.target.blur();
  if (event.target.matches("input, textarea, select") || !toggle.checked) return;
  const action = ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

// The newest message is what one comes for.
const history_ = document.querySelector(".conversation");
if (history_ && history_.scrollHeight > history_.clientHeight) {
  history_.scrollTop = history_.scrollHeight;
}
