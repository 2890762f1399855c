// In a note, @ offers the colleagues it can tell. The list serves a text field, so it follows the
// combobox pattern but for the role: a textarea may not be one, and aria-expanded is not for it.
const field = document.getElementById("body");
const list = document.getElementById("colleagues");
const kinds = document.querySelectorAll("#composer [name=kind]");
const ASKED = /(?<![\p{L}\p{N}_@.+-])@([^@\n]{0,60})$/u; // as domain/notifying reads it
const LONGEST = 62;

let fitting = [];
let active; // the option that Enter picks
let at; // where the @ stands that is answered
let declined; // the @ whose list was closed by Escape

function folded(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[\s'’-]+/g, " ");
}

const options = [...list.children].map((element) => {
  const [name, address] = [...element.children].map((part) => part.textContent);
  return { element, words: ` ${folded(name)}`, start: folded(address.split("@")[0]) };
});

function isNote() {
  return [...kinds].some((kind) => kind.checked && kind.value === "note");
}

function choose(option) {
  active?.element.setAttribute("aria-selected", "false");
  active = option;
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.element.setAttribute("aria-selected", "true");
  const { offsetTop: top, offsetHeight: height } = option.element;
  list.scrollTop = Math.max(top + height - list.clientHeight, Math.min(top, list.scrollTop));
  field.setAttribute("aria-activedescendant", option.element.id);
}

function close() {
  list.hidden = true;
  choose();
}

function look() {
  const end = field.selectionStart;
  const before = field.value.slice(Math.max(0, end - LONGEST), end);
  const asked = isNote() && end === field.selectionEnd ? ASKED.exec(before) : null;
  if (!asked) declined = undefined;
  at = end - (asked?.[0].length ?? 0);
  const query = asked ? folded(asked[1]) : "";
  const fits = ({ words, start }) => words.includes(` ${query}`) || start.startsWith(query);
  fitting = asked && at !== declined ? options.filter(fits) : [];
  if (!fitting.length) return close();
  for (const option of options) option.element.hidden = !fitting.includes(option);
  list.hidden = false;
  choose(fitting.includes(active) ? active : fitting[0]);
}

function pick(option) {
  const end = field.selectionStart + (field.value[field.selectionStart] === " " ? 1 : 0);
  field.setRangeText(`@${option.element.dataset.spelling} `, at, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

function step(by) {
  choose(fitting.at((fitting.indexOf(active) + by) % fitting.length));
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => pick(active),
  Tab: () => pick(active),
  Escape: () => {
    declined = at;
    close();
  },
};

field.addEventListener("keydown", (event) => {
  const { ctrlKey, metaKey, altKey, shiftKey, isComposing } = event;
  if (list.hidden || ctrlKey || metaKey || altKey || shiftKey || isComposing) return;
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  event.stopPropagation(); // Escape would leave the field
  KEYS[event.key]();
});
field.addEventListener("keyup", (event) => {
  if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) look();
});
field.addEventListener("input", look);
field.addEventListener("click", look);
field.addEventListener("blur", close);
list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", (event) => {
  const option = options.find(({ element }) => element.contains(event.target));
  if (option) pick(option);
});

// Only a note has a list; the keys r and n change the kind without an event.
const POPUP = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list.id };
field.addEventListener("focus", () => {
  for (const [name, value] of Object.entries(POPUP)) {
    if (isNote()) field.setAttribute(name, value);
    else field.removeAttribute(name);
  }
});
