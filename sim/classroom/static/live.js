// Keeps a page up to date while it is open; without it every page works by its forms and links.
const main = document.querySelector("main");
const word = document.querySelector("#word");

function swap(from, id, keep) {
  const old = document.getElementById(id), now = from.getElementById(id);
  if (!old || !now || old.innerHTML === now.innerHTML) return false;
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  old.replaceChildren(...now.childNodes);
  if (focused) document.getElementById(focused)?.focus();
  return !keep;
}

async function page(address) {
  const answer = await fetch(address, { headers: { accept: "text/html", "x-live": "1" } });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function refresh() {
  if (document.querySelector("details.sure[open]")) return;
  try {
    const now = await page(location.pathname + location.search);
    let changed = false;
    for (const each of document.querySelectorAll("[data-live]")) changed = swap(now, each.id) || changed;
    if (changed && word) word.textContent = main.dataset.word || "";
  } catch { /* the next word from the server tries again */ }
}

const form = document.querySelector("form[data-worth]");
form?.addEventListener("change", async () => {
  const asked = new URLSearchParams(new FormData(form));
  try { swap(await page(form.action + "?" + asked), "worth", true); } catch { form.requestSubmit(); }
});

if (main.dataset.listen) {
  let first = true;
  const source = new EventSource(main.dataset.listen);
  source.onmessage = () => { if (!first) refresh(); first = false; };
  source.onerror = () => { first = false; };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}
