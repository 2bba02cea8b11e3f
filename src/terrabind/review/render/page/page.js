"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const data = JSON.parse(find("data").textContent);
  const BATCH = 60, STEP = 24;

  /* Elements are only ever made of texts, never of markup: what a plan says cannot become an element. */
  const make = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat().filter((each) => each !== null && each !== ""));
    return made;
  };
  const cut = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);

  const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

  const kind = (person) => [person.kind, person.realm.startsWith("external") && "external"].filter(Boolean).join(", ");

  /* Rows of the data, by the names of their fields. */
  const read = (kind) => {
    const names = data.layout[kind];
    return data[kind].map((row) => Object.fromEntries(names.map((name, place) => [name, row[place] ?? ""])));
  };
  const looks = read("looks"), findings = read("findings");
  const people = read("people"), columns = read("columns"), grants = read("grants"), kept = read("kept");
  const look = (grant) => looks[grant.look];
  const sign = (each) => make("span", { class: `sign ${each.tone}`, "aria-hidden": "true" }, each.sign);
  const unchanged = looks[looks.length - 1];

  const rows = people.map(() => new Map());
  const cell = (person, column) => {
    if (!rows[person].has(column)) rows[person].set(column, { grants: [], kept: [] });
    return rows[person].get(column);
  };
  for (const each of grants) cell(each.person, each.column).grants.push(each);
  for (const each of kept) cell(each.person, each.column).kept.push(each);

  /* ---- Light and dark ---- */
  const root = document.documentElement, theme = find("theme");
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const nameTheme = () => { theme.textContent = isDark() ? "Light view" : "Dark view"; };
  try { const kind = localStorage.getItem("terrabind-theme"); if (kind) root.dataset.theme = kind; } catch { /* no storage */ }
  theme.hidden = false;
  nameTheme();
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    nameTheme();
    try { localStorage.setItem("terrabind-theme", root.dataset.theme); } catch { /* no storage */ }
  });

  /* ---- Copy ---- */
  const copy = find("copy");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(data.fingerprint);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(find("fingerprint"));
      copy.textContent = "Selected";
    }
    setTimeout(() => { copy.textContent = "Copy"; }, 2000);
  });

  /* ---- Links into folded parts, and paper ---- */
  const unfold = (node) => { for (let each = node; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true; };
  const reveal = () => {
    const target = location.hash.length > 1 ? find(location.hash.slice(1)) : null;
    if (target) { unfold(target); target.scrollIntoView({ block: "nearest" }); }
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of opened) each.open = false; });

  /* ---- The path of a cell ---- */
  const drawer = find("drawer");
  /* Of texts with several lines, those that the other side has not are marked, by a sign and not by colour alone. */
  const lines = (text, other, name, mark) => {
    if (!text.includes("\n")) return text || "nothing";
    const bare = (line) => line.replace(/,$/, ""), others = new Set(other.split("\n").map(bare));
    return text.split("\n").map((line) => (others.has(bare(line)) ? `  ${line}\n` : make(name, {}, `${mark} ${line}\n`)));
  };
  const pair = (title, before, after) => before || after
    ? [make("h4", {}, title), make("div", { class: "pair" },
      make("div", {}, make("span", {}, "before"), make("pre", {}, lines(before, after, "del", "-"))),
      make("div", {}, make("span", {}, "after"), make("pre", {}, lines(after, before, "ins", "+"))))]
    : [];
  const hop = (text, address, aside) => make("li", {}, make("bdi", {}, text), aside ? make("small", {}, ` ${aside}`) : null,
    address ? make("code", {}, address) : null);
  /* `hops` lead from the principal to the role, the role included; without any, the grant is a direct one. */
  const tellPath = (person, column, hops, address) => make("ol", { class: "path", "aria-label": "Path" },
    hop(person.name, "", person.kind), (hops || []).length ? hops.map(([text, at]) => hop(text, at)) : hop(column.role, address),
    hop(column.scope, ""));
  const tellGrant = (grant) => {
    const person = people[grant.person], column = columns[grant.column], stack = data.stacks[grant.stack || 0];
    const facts = [["Address", grant.address], ["Stack", stack], ["Attribute", grant.attribute], ["Action", grant.action], ["Source", grant.source]];
    return make("article", {},
      make("h3", {}, sign(look(grant)), look(grant).word),
      tellPath(person, column, grant.hops, grant.address),
      pair(grant.attribute || "Attribute", grant["value before"], grant["value after"]),
      grant["limits before"] !== grant["limits after"] ? pair("Limits", grant["limits before"], grant["limits after"])
        : grant["limits after"] ? make("p", {}, `Limits: ${grant["limits after"]}`) : null,
      grant.note || look(grant).hint ? make("p", {}, grant.note || look(grant).hint) : null,
      (grant.findings || []).map((number) => make("p", {}, make("a", { href: `#f${number}`, on: { click: () => drawer.close() } },
        findings[number].rule), ` ${findings[number].waived ? "waived" : findings[number].severity}: ${cut(findings[number].message, 400)}`)),
      make("dl", { class: "facts" }, facts.filter(([, text]) => text).map(([name, text]) =>
        make("div", {}, make("dt", {}, name), make("dd", {}, text)))));
  };
  const tellKept = (each) => make("article", {}, make("h3", {}, sign(unchanged), unchanged.word),
    tellPath(people[each.person], columns[each.column], [], each.address));
  const show = (person, cells) => {
    const close = make("button", { type: "button", "aria-label": "Close", on: { click: () => drawer.close() } }, "Close");
    drawer.replaceChildren(
      make("header", {}, make("h2", { id: "drawer-title" }, make("bdi", {}, person.name)), close),
      make("p", { class: "counts" }, [person.kind, person.realm, `before: ${count(person["grants before"] || 0, "grant", "grants")}`,
        `after: ${count(person["grants after"] || 0, "grant", "grants")}`].filter(Boolean).join(" · ")),
      ...cells.flatMap((each) => [...each.grants.map(tellGrant), ...each.kept.map(tellKept)]));
    drawer.showModal();
    drawer.scrollTop = 0;
    close.focus();
  };
  drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });

  /* ---- What the filters let through ---- */
  const tools = find("tools"), search = find("search"), all = find("all"), status = find("status"), matrix = find("matrix");
  const chosen = new Set();
  const lower = (text) => text.toLowerCase();
  const personTexts = people.map((each) => lower(`${each.kind} ${each.name} ${each.realm}`));
  const columnTexts = columns.map((each) => lower(`${each.role} ${each.scope}`));
  const passes = (person, column, each, query) => {
    if (chosen.size ? !each.grants.some((grant) => chosen.has(look(grant).chip)) : !each.grants.length && !all?.checked) return false;
    return !query || personTexts[person].includes(query) || columnTexts[column].includes(query)
      || [...each.grants, ...each.kept].some((grant) => lower(grant.address).includes(query));
  };
  const sift = () => {
    const query = lower(search.value.trim()), used = new Set(), visible = [];
    rows.forEach((cells, person) => {
      const own = [...cells].filter(([column, each]) => passes(person, column, each, query)).map(([column]) => column);
      if (own.length) { visible.push({ person, own }); own.forEach((column) => used.add(column)); }
    });
    return { visible, used: [...used].sort((one, other) => one - other) };
  };

  /* ---- The matrix: rows come as one scrolls, columns in steps ---- */
  let width = STEP, state = null, body = null, watcher = null;
  const drawCell = (person, column) => {
    const each = rows[person].get(column);
    if (!each) return make("td", { tabindex: "-1" });
    const first = each.grants.length ? look(each.grants[0]) : unchanged;
    const words = each.grants.length ? each.grants.map((grant) => look(grant).word).join("; ") : unchanged.word;
    const press = { click: () => show(people[person], [each]) };
    return make("td", {}, make("button", { type: "button", tabindex: "-1", title: words, on: press }, sign(first),
      make("span", { class: "hidden" }, `${words}: ${cut(columns[column].role, 60)} on ${cut(columns[column].scope, 60)}`)));
  };
  const drawRow = ({ person, own }) => {
    const named = people[person], rest = own.filter((column) => !state.shown.has(column));
    const press = { click: () => show(named, rest.map((column) => rows[person].get(column))) };
    return make("tr", {},
      make("th", { scope: "row", title: named.name.length > 60 ? named.name : null }, make("bdi", {}, cut(named.name, 60)), make("small", {}, kind(named))),
      state.columns.map((column) => drawCell(person, column)),
      state.used.length > state.columns.length
        ? make("td", {}, rest.length ? make("button", { type: "button", tabindex: "-1", class: "more", on: press }, `${rest.length} more`) : null) : null);
  };
  const addRows = () => {
    const start = body.rows.length, next = state.visible.slice(start, start + BATCH);
    body.append(...next.map(drawRow));
    if (start === 0) setEntry(body.rows[0]?.cells[1]);
    watcher?.disconnect();
    if (body.rows.length < state.visible.length) watcher.observe(body.rows[body.rows.length - 1]);
  };
  const draw = () => {
    const { visible, used } = sift(), shown = used.slice(0, width);
    state = { visible, used, columns: shown, shown: new Set(shown) };
    status.textContent = `${count(visible.length, "person or machine", "people and machines")}, ${count(used.length, "role at a scope", "roles at scopes")}`
      + (used.length > shown.length ? `, ${shown.length} of them as columns` : "");
    const head = make("tr", {}, make("th", { scope: "col", class: "corner" }, "Who"),
      shown.map((column) => make("th", { scope: "col", title: `${columns[column].role} on ${columns[column].scope}` },
        make("b", {}, cut(columns[column].role, 60)), make("span", {}, cut(columns[column].scope, 80)))),
      used.length > shown.length ? make("th", { scope: "col" }, make("b", {}, "Elsewhere")) : null);
    body = make("tbody");
    const table = make("table", { role: "grid", "aria-label": "Access matrix", "aria-rowcount": visible.length + 1 }, make("thead", {}, head), body);
    const frame = make("div", { class: "scroll grid" }, table);
    const wider = used.length > shown.length
      ? make("div", { class: "foot" }, make("button", { type: "button", on: { click: () => { width += STEP; draw(); } } }, `Show ${Math.min(STEP, used.length - shown.length)} more columns`)) : null;
    watcher?.disconnect();
    matrix.replaceChildren(...(visible.length ? [frame, wider].filter(Boolean) : [make("p", { class: "empty" }, "Nothing matches.")]));
    watcher = new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) addRows(); }, { root: frame, rootMargin: "400px" });
    if (visible.length) addRows();
    hideOthers(visible);
  };
  const hideOthers = (visible) => {
    const names = new Set(visible.map((each) => each.person));
    const cards = document.querySelectorAll(".card");
    for (const card of cards) card.hidden = !names.has(Number(card.dataset.person));
    document.querySelectorAll(".rest tbody tr").forEach((row, place) => { row.hidden = !names.has(cards.length + place); });
  };

  /* ---- Arrow keys: one stop for the tabulator, the rest by arrows ---- */
  let entry = null;
  const stop = (each) => each?.querySelector("button") || each;
  const setEntry = (each) => {
    if (entry) stop(entry).tabIndex = -1;
    entry = each || null;
    if (entry) stop(entry).tabIndex = 0;
  };
  const MOVES = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], PageDown: [10, 0], PageUp: [-10, 0], Home: [0, -1e6], End: [0, 1e6] };
  matrix.addEventListener("keydown", (event) => {
    const at = event.target.closest("tbody td"), move = MOVES[event.key];
    if (!at || !move || event.altKey || event.metaKey) return;
    event.preventDefault();
    const row = at.parentElement.sectionRowIndex + move[0];
    if (row >= body.rows.length && body.rows.length < state.visible.length) addRows();
    const line = body.rows[Math.max(0, Math.min(body.rows.length - 1, row))];
    const next = line.cells[Math.max(1, Math.min(line.cells.length - 1, at.cellIndex + move[1]))];
    setEntry(next);
    stop(next).focus();
  });
  matrix.addEventListener("focusin", (event) => { const at = event.target.closest("tbody td"); if (at && at !== entry) setEntry(at); });

  /* ---- Tools ---- */
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(draw, 120); });
  all?.addEventListener("change", draw);
  for (const chip of document.querySelectorAll(".chip")) {
    chip.addEventListener("click", () => {
      const name = chip.dataset.chip;
      chosen.has(name) ? chosen.delete(name) : chosen.add(name);
      chip.setAttribute("aria-pressed", String(chosen.has(name)));
      draw();
    });
  }
  tools.hidden = false;
  draw();
})();
