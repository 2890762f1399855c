// The preview follows what is typed: the same request as the Preview button, with only its part kept.
const form = document.getElementById("escalation");
let timer;
let running;

async function refresh() {
  running?.abort();
  running = new AbortController();
  const data = new FormData(form);
  data.set("then", "preview");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: running.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [fresh, shown] = [page, document].map((from) => from.getElementById("leaving"));
    if (fresh && shown.innerHTML !== fresh.innerHTML) shown.replaceChildren(...fresh.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, 250);
});
