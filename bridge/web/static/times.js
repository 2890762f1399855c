// Keeps "5 minutes ago" true while a page stays open, and tells the exact time in the reader's zone.
const language = document.documentElement.lang;
const ago = new Intl.RelativeTimeFormat(language, { numeric: "always" });
const now = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const UNITS = [
  ["year", 31536000],
  ["month", 2629800],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

function spoken(seconds) {
  const size = Math.abs(seconds);
  if (seconds <= 0 && size <= 5) return now;
  const [unit, length] = UNITS.find(([, length]) => size >= length * 1.2) ?? UNITS.at(-1);
  return ago.format(Math.round(seconds / length), unit);
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const at = new Date(time.dateTime);
    const text = spoken((at - Date.now()) / 1000);
    if (time.textContent !== text) time.textContent = text;
    time.title = exact.format(at);
  }
}

refresh();
setInterval(refresh, 30_000);
