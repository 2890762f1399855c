// Says how much is new, without moving what one reads. Pages work without it.
const line = document.querySelector("[data-news]");

async function look() {
  if (document.hidden) return;
  try {
    const { count } = await (await fetch(line.dataset.news)).json();
    if (!count || String(count) === line.dataset.shown) return;
    line.dataset.shown = count;
    const reload = document.createElement("a");
    reload.href = location.href.split("#")[0];
    reload.textContent = "reload";
    line.replaceChildren(`${count} ${count === 1 ? line.dataset.one : line.dataset.many}: `, reload);
  } catch {
    // the server is stopping or gone: the page keeps what it shows
  }
}

if (line) setInterval(look, 3000);
