// Keeps a page up to date while it is open; without it every page works by its forms and links.
const main = document.querySelector("main");
const word = document.querySelector("#word");
let late = false;

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
  late = Boolean(document.querySelector("details.sure[open]"));
  if (late) return;
  try {
    const now = await page(location.pathname + location.search);
    let changed = false;
    for (const each of document.querySelectorAll("[data-live]")) changed = swap(now, each.id) || changed;
    for (const each of document.querySelectorAll("[data-while]")) if (!now.getElementById(each.id)) each.remove();
    swap(now, "worth", true);
    if (changed && word) word.textContent = main.dataset.word || "";
  } catch { /* the next word from the server tries again */ }
}

// What has come while an answer was about to be given is shown once it is not given.
main.addEventListener("toggle", () => { if (late) refresh(); }, true);

const form = document.querySelector("form[data-worth]");
form?.addEventListener("change", async () => {
  const asked = form.action + "?" + new URLSearchParams(new FormData(form));
  history.replaceState(null, "", asked);  // what is put together stays so when the page is loaded again
  try { swap(await page(asked), "worth", true); } catch { form.requestSubmit(); }
});

if (main.dataset.listen) {
  let first = true;
  const source = new EventSource(main.dataset.listen);
  source.onmessage = () => { if (!first) refresh(); first = false; };
  source.onerror = () => { first = false; };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}
