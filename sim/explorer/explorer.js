// The explorer: quantities to move, and what becomes of the outcomes. One module, used in notebooks (anywidget) and
// in reports: render({model, el}) draws what model.get("about"), "grid" and "exact" hold, and sets "asked", which Python
// says in "heard" that it has heard.

const OWN = -1;
const SVG = "http://www.w3.org/2000/svg";

// Milliseconds in which Python hears what is asked, unless it is busy or gone (ASSUMPTION).
const PATIENCE = 5000;
const DEAF = "The notebook’s kernel does not answer. It is busy, or was started anew: then run the cell again.";

// ---- what the grid says between its points

// Where a position lies on the levels of one axis: pairs of a level and its weight.
function weights(axis, place) {
  const exact = axis.levels.indexOf(place);
  if (exact >= 0) return [[exact, 1]];
  if (place === OWN) return null;
  const known = axis.levels.map((level, k) => [axis.at[k], k]).filter(([at, k]) => axis.levels[k] !== OWN && at !== null);
  const at = axis.positions[place];
  for (let n = 0; n + 1 < known.length; n += 1) {
    const [[low, first], [high, second]] = [known[n], known[n + 1]];
    if (low <= at && at <= high) {
      const share = (at - low) / (high - low);
      return [[first, 1 - share], [second, share]];
    }
  }
  return null;
}

export function interpolate(grid, position) {
  if (!grid || !grid.points) return null;
  let corners = [[0, 1]];
  for (let a = 0; a < grid.axes.length; a += 1) {
    const here = weights(grid.axes[a], position[a]);
    if (here === null) return null;
    const count = grid.axes[a].levels.length;
    corners = corners.flatMap(([index, weight]) => here.map(([level, share]) => [index * count + level, weight * share]));
  }
  const found = new Array(grid.points[0].length).fill(0);
  for (const [index, weight] of corners) grid.points[index].forEach((value, k) => { found[k] += weight * value; });
  return found;
}

// A result is a row of tenths of a per cent: shares, low and high margins, low and high band, share signed by each day.
function parts(row, count) {
  const part = (k) => row.slice(k * count, (k + 1) * count).map((value) => value / 10);
  return { share: part(0), low: part(1), high: part(2), bandLow: part(3), bandHigh: part(4), signed: row.slice(5 * count).map((value) => value / 10) };
}

// ---- words

export function percent(value) {
  if (value <= 0) return "0%";
  if (value < 0.1) return "<0.1%";
  if (value >= 100) return "100%";
  if (value > 99.9) return ">99.9%";
  return value < 9.95 || value > 99 ? `${value.toFixed(1)}%` : `${Math.round(value)}%`;
}

function valueWords(control, place) {
  return place === OWN ? `as in the file (${control.own})` : control.words[place];
}

function listed(words) {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}` : words.join("");
}

// What differs from the file’s own values, and which of several moves does most of it, by putting each back alone.
export function sentences(about, grid, position, row, base) {
  const moved = about.controls.map((control, k) => k).filter((k) => position[k] !== about.controls[k].place);
  if (!moved.length) return ["Everything is as in the file."];
  const count = about.outcomes.length;
  const now = parts(row, count).share;
  const before = parts(base, count).share;
  const changes = now.map((share, k) => [k, share - before[k]]).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const shown = changes.filter(([, change]) => Math.abs(change) >= 1).slice(0, 2);
  const moves = moved.map((k) => `${about.controls[k].label}: ${valueWords(about.controls[k], position[k])}`).join("; ");
  if (!shown.length) return [`${moves}.`, "No outcome moves by a point or more."];
  const words = listed(shown.map(([k]) => `“${about.outcomes[k]}” ${percent(before[k])} → ${percent(now[k])}`));
  const found = [`${moves}.`, `${words}, against the file’s own values.`];
  const why = moved.length > 1 ? mostly(about, grid, position, shown[0][0], now) : null;
  if (why) found.push(why);
  return found;
}

// The line that plays a position in a terminal; a shell takes nothing in quotes for its own.
export function command(about, position) {
  const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\"'\"'")}'`);
  const sets = about.controls.flatMap(({ paths, values, place }, k) => (
    position[k] === OWN || position[k] === place ? [] : paths.map((path) => ` --set ${quoted(`${path}=${values[position[k]]}`)}`)));
  return about.command + sets.join("");
}

function mostly(about, grid, position, outcome, now) {
  const back = [];
  for (let k = 0; k < position.length; k += 1) {
    if (position[k] === about.controls[k].place) continue;
    const without = position.slice();
    without[k] = about.controls[k].place;
    const row = interpolate(grid, without);
    if (row) back.push([k, Math.abs(row[outcome] / 10 - now[outcome])]);
  }
  if (back.length < 2) return null;
  back.sort((a, b) => b[1] - a[1]);
  if (back[0][1] < 1) return null;
  const mainly = back[0][1] > 1.5 * back[1][1];
  const name = (k) => about.controls[k].label;
  return mainly ? `Mostly because of this: ${name(back[0][0])}.` : `Because of two, about alike: ${name(back[0][0])}; ${name(back[1][0])}.`;
}

// ---- drawing

function node(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  fill(made, attributes, children);
  return made;
}

function shape(tag, attributes = {}, children = []) {
  const made = document.createElementNS(SVG, tag);
  fill(made, attributes, children);
  return made;
}

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  for (const child of [].concat(children)) made.append(child);
}

const STYLE = `
.nsx { color-scheme: light; --nsx-ink: #1c1c1c; --nsx-soft: #595959; --nsx-rule: #b9b9b9; --nsx-paper: #fff; --nsx-band: #e2ddd2; --nsx-bar: #0072b2; --nsx-mark: #f1f4f7;
  color: var(--nsx-ink); background: var(--nsx-paper); font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; padding: .8rem; border: 1px solid var(--nsx-rule); container-type: inline-size; }
@media (prefers-color-scheme: dark) { .nsx:not(.nsx-light) { color-scheme: dark; --nsx-ink: #e9e9e9; --nsx-soft: #b4b4b4; --nsx-rule: #565b60; --nsx-paper: #15181b; --nsx-band: #4b4a45; --nsx-bar: #6cb8ef; --nsx-mark: #22272c } }
.nsx.nsx-dark { color-scheme: dark; --nsx-ink: #e9e9e9; --nsx-soft: #b4b4b4; --nsx-rule: #565b60; --nsx-paper: #15181b; --nsx-band: #4b4a45; --nsx-bar: #6cb8ef; --nsx-mark: #22272c }
.nsx * { box-sizing: border-box } .nsx p { margin: .35rem 0 } .nsx .nsx-soft { color: var(--nsx-soft); font-size: .87em } .nsx code { color: inherit; background: none; overflow-wrap: anywhere; user-select: all }
.nsx-controls { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: .7rem 1.6rem; margin-bottom: .8rem }
.nsx fieldset { border: 0; margin: 0; padding: 0; min-width: 0 } .nsx legend, .nsx .nsx-label { font-weight: 600; padding: 0 }
.nsx output { display: inline-block; font-variant-numeric: tabular-nums } .nsx input[type=range] { width: 100%; margin: .25rem 0; accent-color: var(--nsx-bar); height: 1.6rem }
.nsx label { display: inline-flex; align-items: center; gap: .3rem; margin-right: .9rem; min-height: 1.7rem } .nsx input { accent-color: var(--nsx-bar) }
.nsx-stale { opacity: .4; filter: grayscale(1) }
.nsx-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.nsx button { font: inherit; color: inherit; background: var(--nsx-mark); border: 1px solid var(--nsx-soft); border-radius: 3px; padding: .15rem .7rem; min-height: 1.8rem; cursor: pointer }
.nsx button:disabled { opacity: .55; cursor: default } .nsx :focus-visible { outline: 3px solid var(--nsx-bar); outline-offset: 2px }
.nsx table { border-collapse: collapse; width: 100%; margin: .4rem 0; table-layout: fixed; background: none } .nsx tr, .nsx thead, .nsx tbody tr:nth-child(n) { background: none !important; border: 0 }
.nsx th, .nsx td { color: inherit; padding: .18rem .4rem .18rem 0; text-align: right; font-weight: 400; vertical-align: middle; white-space: normal; font-size: 14px; border: 0; overflow-wrap: anywhere; max-width: none }
.nsx thead th { font-size: 12.5px; color: var(--nsx-soft) } .nsx tbody th, .nsx thead th:first-child { text-align: left } .nsx col.nsx-name { width: 30% } .nsx col.nsx-number { width: 5.6rem } .nsx td.nsx-bar { padding: 0 .5rem 0 0 }
.nsx svg { display: block; width: 100%; overflow: visible } .nsx text { fill: var(--nsx-soft); font: 11.5px system-ui, sans-serif }
.nsx-said { background: var(--nsx-mark); border-left: 4px solid var(--nsx-bar); padding: .4rem .7rem; margin: .6rem 0; min-height: 4.2em }
@container (max-width: 34rem) { .nsx tbody th { display: block; width: 100%; padding-top: .5rem } .nsx tr { display: grid; grid-template-columns: 1fr 4.2rem 4.6rem } .nsx tbody th { grid-column: 1 / -1 } .nsx thead th:first-child { display: none } .nsx td, .nsx thead th { width: auto } .nsx .nsx-wide { display: none } .nsx colgroup { display: none } }
@media print { .nsx-controls input, .nsx button, .nsx label:has(input[type=radio]:not(:checked)) { display: none } .nsx { border: 0; padding: 0 }
  .nsx, .nsx.nsx-dark, .nsx:not(.nsx-light) { color-scheme: light; --nsx-ink: #000; --nsx-soft: #333; --nsx-rule: #b9b9b9; --nsx-paper: #fff; --nsx-band: #e2ddd2; --nsx-bar: #0072b2; --nsx-mark: #fff } }
@media (forced-colors: active) { .nsx rect, .nsx line, .nsx path { forced-color-adjust: auto } }
`;

// One bar on an axis from 0 to 100, always the same: the band behind, the share, its margin, the file’s own share.
function bar(now, before, k) {
  const picture = shape("svg", { viewBox: "0 0 100 20", preserveAspectRatio: "none", height: "22", "aria-hidden": "true" });
  const line = (x, y1, y2, style) => shape("line", { x1: x, x2: x, y1, y2, "vector-effect": "non-scaling-stroke", style });
  for (const x of [0, 25, 50, 75, 100]) picture.append(line(x, 0, 20, `stroke: var(--nsx-rule); stroke-width: ${x === 0 ? 1.4 : 0.6}`));
  picture.append(shape("rect", { x: now.bandLow[k], width: Math.max(0, now.bandHigh[k] - now.bandLow[k]), y: 1, height: 18, style: "fill: var(--nsx-band)" }));
  picture.append(shape("rect", { x: 0, width: now.share[k], y: 5, height: 10, style: "fill: var(--nsx-bar)" }));
  picture.append(shape("line", { x1: now.low[k], x2: now.high[k], y1: 10, y2: 10, "vector-effect": "non-scaling-stroke", style: "stroke: var(--nsx-ink); stroke-width: 1.6" }));
  for (const x of [now.low[k], now.high[k]]) picture.append(line(x, 7, 13, "stroke: var(--nsx-ink); stroke-width: 1.6"));
  picture.append(line(before.share[k], 0, 20, "stroke: var(--nsx-ink); stroke-width: 1.8; stroke-dasharray: 2.5 2.5"));
  return picture;
}

function scale() {
  const picture = shape("svg", { height: "14", "aria-hidden": "true" });
  for (const x of [0, 25, 50, 75, 100]) {
    picture.append(shape("text", { class: x % 50 ? "nsx-wide" : "", x: `${x}%`, y: 11, "text-anchor": x === 0 ? "start" : x === 100 ? "end" : "middle" }, `${x}%`));
  }
  return picture;
}

function curve(about, now, before, width) {
  const height = 150;
  const last = about.days[about.days.length - 1] || 1;
  const x = (day) => 34 + (width - 44) * (day / last);
  const y = (share) => 8 + (height - 34) * (1 - share / 100);
  const steps = (signed) => signed.map((share, k) => `${k ? `H${x(about.days[k]).toFixed(1)}V` : `M${x(about.days[0]).toFixed(1)} `}${y(share).toFixed(1)}`).join("");
  const by = percent(now.signed[now.signed.length - 1]);
  const picture = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Share of plays signed by each day: ${by} by the last` });
  for (const share of [0, 50, 100]) {
    picture.append(shape("line", { x1: x(0), x2: x(last), y1: y(share), y2: y(share), style: "stroke: var(--nsx-rule); stroke-width: .8" }));
    picture.append(shape("text", { x: 30, y: y(share) + 4, "text-anchor": "end" }, `${share}%`));
  }
  let free = -60;
  const end = about.marks[about.marks.length - 1];
  for (const mark of about.marks) {
    const at = x(mark.day);
    picture.append(shape("line", { x1: at, x2: at, y1: y(100), y2: y(0) + 5, style: "stroke: var(--nsx-soft); stroke-width: .8; stroke-dasharray: 2 3" }));
    if (at - free > 50 && (mark === end || x(end.day) - at > 70)) {
      picture.append(shape("text", { x: at, y: height - 6, "text-anchor": at > width - 60 ? "end" : "middle" }, mark.date));
      free = at;
    }
  }
  picture.append(shape("path", { d: steps(before.signed), style: "fill: none; stroke: var(--nsx-ink); stroke-width: 1.6; stroke-dasharray: 4 4" }));
  picture.append(shape("path", { d: steps(now.signed), style: "fill: none; stroke: var(--nsx-bar); stroke-width: 3" }));
  return picture;
}

function changeWords(change) {
  if (Math.abs(change) < 0.05) return "–";
  return `${change > 0 ? "+" : "\u2212"}${Math.abs(change).toFixed(1)}`;
}

// JupyterLab would take arrows as moves between cells; what is pressed with Ctrl, as to save the notebook, is its own.
const DEAF_TO_KEYS = "data-lm-suppress-shortcuts";

function keepKeys(root, event) {
  const theirs = event.ctrlKey || event.metaKey || event.altKey || false;
  root.toggleAttribute(DEAF_TO_KEYS, !theirs);
  if (event.type === "keydown" && !theirs) event.stopPropagation();
}

// ---- the whole

function render({ model, el }) {
  const about = model.get("about");
  const count = about.outcomes.length;
  const start = about.controls.map((control) => control.place);
  // a second view, and a page loaded again, show where the first stands
  let position = model.get("asked") || start;
  let wanted = null;
  let patience = null;
  let isDeaf = false;
  let spoken = null;
  const id = `nsx${Math.random().toString(36).slice(2, 8)}`;

  const controls = node("div", { class: "nsx-controls" });
  const reset = node("button", { type: "button" }, "All as in the file");
  const said = node("div", { class: "nsx-said", role: "status", "aria-live": "polite", "aria-atomic": "true" });
  const body = node("tbody");
  const picture = node("div");
  const source = node("p", { class: "nsx-soft" });
  const line = node("code");
  const table = node("table", {}, [
    node("colgroup", {}, [node("col", { class: "nsx-name" }), node("col"), node("col", { class: "nsx-number" }), node("col", { class: "nsx-number" })]),
    node("thead", {}, node("tr", {}, [node("th", { scope: "col" }, "outcome"), node("th", { scope: "col" }, [node("span", { class: "nsx-hidden" }, "as a bar"), scale()]), node("th", { scope: "col" }, "share of plays"), node("th", { scope: "col" }, "points against the file")])),
    body,
  ]);
  const root = node("div", { class: "nsx", role: "group", "aria-label": `Explorer: ${about.title}`, [DEAF_TO_KEYS]: "" }, [
    node("style", {}, STYLE), controls, reset, said, table, node("p", { class: "nsx-label" }, "Signed by each day"), picture,
    node("p", { class: "nsx-soft" }, `${about.marks.map((mark) => `${mark.date}: ${mark.label}`).join("; ")}.`),
    node("p", { class: "nsx-soft" }, "Bar: share of plays. Thin line: 95% margin of the simulation. Pale: what the evidence leaves open, 8 of 10 worlds. Dashed: with the file’s own values."),
    source, node("p", { class: "nsx-soft" }, ["The same in a terminal: ", line]),
  ]);
  for (const name of ["keydown", "keyup", "focusin"]) root.addEventListener(name, (event) => keepKeys(root, event));
  el.replaceChildren(root);
  const theme = watchTheme(root);
  let wide = 0;
  const sizes = new ResizeObserver(() => {
    if (root.clientWidth === wide) return;
    wide = root.clientWidth;
    draw(undefined);
  });

  const set = (k, place, done) => {
    position = position.slice();
    position[k] = place;
    draw(done);
  };
  const widgets = about.controls.map((control, k) => (control.slides ? slider(control, k, id, set) : choices(control, k, id, set)));
  for (const widget of widgets) controls.append(widget.element);
  reset.addEventListener("click", () => { position = start; draw(true); });

  function result() {
    const exact = model.get("exact");
    if (exact && exact.position && same(exact.position, position)) return [exact.row, "exact"];
    const row = interpolate(model.get("grid"), position);
    return row ? [row, "grid"] : [null, ""];
  }

  // What is announced: only what is new, or a screen reader would repeat itself.
  function say(lines) {
    if (lines.join("\n") === spoken) return;
    spoken = lines.join("\n");
    said.replaceChildren(...lines.map((words) => node("p", {}, words)));
  }

  function draw(done) {
    widgets.forEach((widget, k) => widget.show(position[k]));
    reset.disabled = same(position, start);
    const [row, kind] = result();
    // what is at hand is asked for too: the answer to what was asked before may be on its way, and take its place
    if (about.live && done && !(kind === "exact" && same(model.get("asked"), position))) {
      wanted = position;
      model.set("asked", position);
      model.save_changes();
      isDeaf = false;
      clearTimeout(patience);
      patience = setTimeout(() => { isDeaf = true; draw(undefined); }, PATIENCE);
    }
    if (wanted && same(model.get("heard") || [], wanted)) {
      isDeaf = false;
      clearTimeout(patience);
    }
    const base = about.base;
    // until the plays of this position are there, the ones before show, grey
    for (const shown of [table, picture]) shown.classList.toggle("nsx-stale", !row);
    table.setAttribute("aria-busy", String(!row));
    if (row) {
      const [now, before] = [parts(row, count), parts(base, count)];
      body.replaceChildren(...about.outcomes.map((name, k) => node("tr", {}, [
        node("th", { scope: "row" }, name),
        node("td", { class: "nsx-bar" }, bar(now, before, k)),
        node("td", {}, node("strong", {}, percent(now.share[k]))),
        node("td", {}, changeWords(now.share[k] - before.share[k])),
      ])));
      picture.replaceChildren(curve(about, now, before, Math.max(280, picture.clientWidth || 640)));
      if (done !== false) say(sentences(about, model.get("grid"), position, row, base));
    } else if (done !== false) {
      say([isDeaf ? DEAF : "This is being played …"]);
    }
    const waiting = !wanted || kind === "exact" ? "" : isDeaf ? DEAF : "The exact plays are under way.";
    line.textContent = command(about, position);
    source.textContent = sourceWords(about, model, kind, waiting);
  }

  const update = () => draw(undefined);
  const follow = () => {
    if (same(model.get("asked"), position)) return;
    position = model.get("asked");
    update();
  };
  const watched = [["grid", update], ["exact", update], ["status", update], ["heard", update], ["asked", follow]];
  for (const [name, act] of watched) model.on(`change:${name}`, act);
  draw(undefined);
  sizes.observe(root);
  return () => { theme(); sizes.disconnect(); clearTimeout(patience); for (const [name, act] of watched) model.off(`change:${name}`, act); };
}

function same(one, other) {
  return one.length === other.length && one.every((place, k) => place === other[k]);
}

function sourceWords(about, model, kind, waiting) {
  const size = `${about.size} at every position, with the same luck`;
  const from = kind === "exact" ? `Played: ${size}.` : kind === "grid" ? `Between points of a grid of plays (${size}).` : "";
  const error = (model.get("grid") || {}).error || "";
  const status = waiting || model.get("status") || "";
  return [from, kind === "grid" ? error : "", status].filter((words) => words).join(" ");
}

function slider(control, k, id, set) {
  const last = control.words.length - 1;
  const range = node("input", { type: "range", min: 0, max: last, step: 1, id: `${id}-${k}`, "aria-describedby": `${id}-${k}-own` });
  const shown = node("output", { for: `${id}-${k}` });
  const own = node("button", { type: "button", id: `${id}-${k}-own` }, `as in the file: ${control.own}`);
  const element = node("div", {}, [
    node("div", {}, [node("label", { for: `${id}-${k}`, class: "nsx-label" }, control.label), shown]), range, own,
  ]);
  let held = false;
  range.addEventListener("pointerdown", () => { held = true; });
  range.addEventListener("input", () => set(k, Number(range.value), !held));
  range.addEventListener("change", () => { held = false; set(k, Number(range.value), true); });
  own.addEventListener("click", () => set(k, control.place, true));
  const show = (place) => {
    range.value = String(place === OWN ? control.near : place);
    const words = place === OWN ? "as in the file" : control.words[place];
    shown.textContent = words;
    range.setAttribute("aria-valuetext", place === OWN ? valueWords(control, place) : words);
    own.disabled = place === control.place;
  };
  return { element, show };
}

function choices(control, k, id, set) {
  const element = node("fieldset", {}, node("legend", {}, control.label));
  const places = control.place === OWN ? [OWN, ...control.words.keys()] : [...control.words.keys()];
  const inputs = new Map();
  for (const place of places) {
    const input = node("input", { type: "radio", name: `${id}-${k}` });
    input.addEventListener("change", () => set(k, place, true));
    inputs.set(place, input);
    const words = place === control.place && place !== OWN ? `${control.words[place]} (as in the file)` : valueWords(control, place);
    element.append(node("label", {}, [input, words]));
  }
  return { element, show: (place) => { const input = inputs.get(place); if (input) input.checked = true; } };
}

// A notebook says by its theme whether it is light or dark, a page by the reader's own choice.
function watchTheme(root) {
  const follow = () => {
    const light = document.body.dataset.jpThemeLight;
    root.classList.toggle("nsx-light", light === "true");
    root.classList.toggle("nsx-dark", light === "false");
  };
  const watcher = new MutationObserver(follow);
  watcher.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  follow();
  return () => watcher.disconnect();
}

export default { render };
