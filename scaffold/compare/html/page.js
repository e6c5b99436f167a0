"use strict";
// Everything on this page can be read without this script. It adds tabs, lights up a
// field wherever it is named, and keeps what is followed and ticked in the address.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  document.documentElement.classList.add("live");

  // The address: a place, a state, or both: "#models&follow=Product.price&admin=yes".
  const parts = () => location.hash.slice(1).split("&");
  const anchor = () => (parts()[0].includes("=") ? "" : parts()[0]);
  const state = () => parts().slice(anchor() ? 1 : 0).join("&");

  function remember(changes) {
    const kept = new URLSearchParams(current);
    for (const [name, value] of Object.entries(changes)) {
      if (value) kept.set(name, value);
      else kept.delete(name);
    }
    current = kept.toString();
    showState();
  }

  // What we wrote ourselves into the history, of which only the newest state counts.
  const OURS = "ours";

  // Replacing the address scrolls nowhere, and what is lit up as its target stays lit.
  function showState() {
    const address = `#${[anchor(), current].filter(Boolean).join("&")}`;
    if (address !== (location.hash || "#")) history.replaceState(OURS, "", address);
  }
  let current = new URLSearchParams(state()).toString();

  const tabOf = new Map();
  const twinOf = new Map();
  let lit = "";
  let followed = "";
  let at = -1;

  // Tabs: each pair of twins is a panel, its summary gives way to the tab.
  function makeTabs(files, number) {
    const twins = all(":scope > .twin", files);
    if (twins.length < 2) return;
    const list = document.createElement("div");
    list.className = "tabs";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", `Files: ${files.dataset.title}`);
    twins.forEach((twin, index) => {
      const tab = document.createElement("button");
      const of = { django: "Django only", flask: "Flask only", same: "the same" };
      tab.type = "button";
      tab.id = `tab-${number}-${index}`;
      tab.setAttribute("role", "tab");
      tab.textContent = twin.dataset.name;
      if (of[twin.dataset.of]) {
        const note = document.createElement("small");
        note.textContent = of[twin.dataset.of];
        tab.append(" ", note);
      }
      tab.addEventListener("click", () => select(twin));
      list.append(tab);
      twin.id = `panel-${number}-${index}`;
      twin.addEventListener("beforematch", () => select(twin));
      tab.setAttribute("aria-controls", twin.id);
      one("details", twin).open = true;
      tabOf.set(twin, tab);
      twinOf.set(tab, twin);
    });
    list.addEventListener("keydown", (event) => {
      const tabs = all("[role=tab]", list);
      const last = tabs.length - 1;
      const at = tabs.indexOf(event.target);
      const to = {
        ArrowRight: at === last ? 0 : at + 1,
        ArrowLeft: at === 0 ? last : at - 1,
        Home: 0,
        End: last,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      tabs[to].focus();
      select(twinOf.get(tabs[to]));
    });
    twins[0].before(list);
    files.classList.add("tabbed");
    select(twins[0]);
  }

  function select(twin) {
    for (const other of all(":scope > .twin", twin.parentElement)) {
      const tab = tabOf.get(other);
      if (!tab) return;
      // What no tab shows is found by the browser's search all the same, which shows it.
      const shown = other === twin;
      const panel = { role: "tabpanel", "aria-labelledby": tab.id };
      for (const [name, value] of Object.entries(panel)) {
        if (shown) other.setAttribute(name, value);
        else other.removeAttribute(name);
      }
      if (shown) other.removeAttribute("hidden");
      else other.setAttribute("hidden", "until-found");
      tab.setAttribute("aria-selected", String(other === twin));
      tab.tabIndex = other === twin ? 0 : -1;
    }
    bringFollowed(twin);
  }

  function reveal(element) {
    const twin = element.closest(".twin");
    if (twin && tabOf.has(twin)) select(twin);
    let box = element.closest("details");
    for (; box; box = box.parentElement.closest("details")) box.open = true;
  }

  function goTo(id) {
    const [, file, line] = id.match(/^(.+):(\d+)$/) ?? [];
    const listing = line && listingOf(file);
    const target = listing || document.getElementById(id) || definition(id);
    mark();
    if (!target) return;
    reveal(target);
    (target.closest(".twin")?.parentElement ?? target).scrollIntoView();
    const within = target.closest(".twin pre");
    if (!within) return;
    const top = listing
      ? listing.getBoundingClientRect().top + topOf(listing, line)
      : target.getBoundingClientRect().top;
    mark(within, listing ? line : linesOf(within)[rowAt(within, top)]);
    bring(within, top);
  }

  // Lines: "#django/catalog/models.py:12" is one, and so is a click on its number.
  const fileOf = (listing) => {
    const files = all(".file", listing.closest(".twin"));
    const { framework } = listing.closest(".pane").dataset;
    return (files.find((file) => file.id.startsWith(`${framework}/`)) ?? files[0]).id;
  };

  function listingOf(file) {
    const twin = document.getElementById(file)?.closest(".twin");
    const framework = file.split("/")[0];
    return twin && one(`.same pre, [data-framework="${framework}"] pre`, twin);
  }

  // Where functions are aligned, lines are free between them: the numbers say where.
  const isWide = matchMedia("screen and (min-width: 45.01rem)");
  const linesOf = (listing) =>
    isWide.matches && listing.dataset.n
      ? listing.dataset.n.split("\n").map(Number)
      : one("code", listing).textContent.replace(/\n$/, "").split("\n").map((_, at) => at + 1);

  // Only with a script a definition in a test has an address: they would be many.
  function definition(id) {
    const [, file, name] = id.match(/^(.+\.py):(\w+)$/) ?? [];
    const listing = name && listingOf(file);
    return listing && all("var", listing).find((each) => each.textContent === name);
  }

  const heightOf = (listing) => parseFloat(getComputedStyle(listing).lineHeight);
  const topOf = (listing, line) =>
    one("code", listing).offsetTop - listing.scrollTop + linesOf(listing).indexOf(Number(line)) * heightOf(listing);

  const rowAt = (listing, y) => {
    const below = y - listing.getBoundingClientRect().top + listing.scrollTop;
    return Math.floor((below - one("code", listing).offsetTop) / heightOf(listing));
  };

  let marked = [];
  isWide.addEventListener("change", () => mark(...marked));
  function mark(listing, line) {
    marked = [listing, line];
    for (const other of all("pre.at")) other.classList.remove("at");
    if (!listing) return;
    listing.classList.add("at");
    listing.style.setProperty("--row", linesOf(listing).indexOf(Number(line)));
  }

  // What stands at this height of the window comes into the upper third of its pane.
  // The one beside it comes along, unless it is brought alone.
  function bring(listing, top, alone) {
    const from = listing.getBoundingClientRect().top + listing.clientHeight / 3;
    const to = listing.scrollTop + top - from;
    if (alone) scroll(listing, to);
    else listing.scrollTop = to;
  }

  // Aligned listings scroll together; what is scrolled from here leads no other.
  const led = new Map();
  function scroll(listing, top) {
    listing.scrollTop = top;
    led.set(listing, listing.scrollTop);
  }
  for (const pair of all(".aligned")) {
    const listings = all("pre", pair);
    pair.addEventListener(
      "scroll",
      ({ target }) => {
        if (!isWide.matches || led.get(target) === target.scrollTop) return;
        led.delete(target);
        for (const other of listings) if (other !== target) scroll(other, target.scrollTop);
      },
      { capture: true, passive: true },
    );
  }

  document.addEventListener("click", (event) => {
    const listing = event.target.closest?.(".twin pre");
    if (!listing || event.target !== listing) return;
    const box = listing.getBoundingClientRect();
    if (event.clientX > box.left + one("code", listing).offsetLeft) return;
    const row = rowAt(listing, event.clientY);
    const line = linesOf(listing)[row];
    if (!line) return;
    // A definition's own address outlives what is written above it.
    const named = all("[id]", listing).find(
      (each) => rowAt(listing, each.getBoundingClientRect().top) === row,
    );
    history.pushState(OURS, "", `#${named?.id ?? `${fileOf(listing)}:${line}`}`);
    showState();
    mark(listing, line);
    say(`${named?.textContent ?? `Line ${line}`} is in the address`);
  });

  // What happened, for who does not see it.
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.body.append(status);
  const say = (text) => {
    status.textContent = text;
  };

  // A stop of the Tab key only where there is something to scroll.
  const watching = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const { scrollHeight, clientHeight, scrollWidth, clientWidth } = target;
      const scrolls = scrollHeight > clientHeight || scrollWidth > clientWidth;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const listing of all(".twin pre")) watching.observe(listing);

  // Each listing says what it is, which tabs and narrow windows leave unsaid, and is
  // copied as a whole, without what only the page has.
  for (const listing of all(".twin pre")) {
    if (listing.parentElement.dataset.framework) {
      const which = document.createElement("a");
      which.className = "which";
      which.href = `#${fileOf(listing)}`;
      which.textContent = listing.getAttribute("aria-label");
      listing.before(which);
    }
    const button = document.createElement("button");
    const [framework, path] = listing.getAttribute("aria-label").split(": ");
    button.type = "button";
    button.className = "copy";
    const tell = (text) => {
      button.textContent = text;
      button.setAttribute("aria-label", `${text}: ${path} of ${framework}`);
    };
    tell("Copy");
    button.addEventListener("blur", () => tell("Copy"));
    button.addEventListener("click", async () => {
      let done = "Copied";
      try {
        await navigator.clipboard.writeText(one("code", listing).textContent);
      } catch {
        getSelection().selectAllChildren(one("code", listing));
        done = "Selected: copy it";
      }
      tell(done);
      say(button.getAttribute("aria-label"));
    });
    listing.parentElement.prepend(button);
  }

  all(".files").forEach(makeTabs);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    // The browser itself goes there, which takes the state out of the address.
    if (link) {
      setTimeout(() => {
        showState();
        goTo(anchor());
      });
    }
  });

  // Follow a field: every place in the code that names it.
  const bar = one("#follow");
  const places = new Map();
  for (const place of all("[data-f]")) {
    const symbol = place.dataset.f;
    if (!places.has(symbol)) places.set(symbol, []);
    places.get(symbol).push(place);
  }

  function light(symbol) {
    if (symbol === lit) return;
    for (const place of places.get(lit) ?? []) place.classList.remove("lit");
    for (const place of places.get(symbol) ?? []) place.classList.add("lit");
    lit = symbol;
  }

  // A long pane scrolls inside, to where it first names the field that is followed.
  function bringFollowed(within, except) {
    if (!followed) return;
    for (const pane of all("pre", within)) {
      const place = pane === except ? null : one(".lit", pane);
      if (!place || !pane.checkVisibility()) continue;
      bring(pane, place.getBoundingClientRect().top, "alone");
    }
  }

  function count(symbol) {
    const found = { django: 0, flask: 0 };
    for (const place of places.get(symbol) ?? []) {
      const twin = place.closest(".twin");
      const pane = place.closest(".pane");
      if (twin.dataset.of === "same") {
        found.django += 1;
        found.flask += 1;
      } else {
        found[pane.dataset.framework] += 1;
      }
    }
    return found;
  }

  function tell() {
    const output = one("output", bar);
    if (!followed) {
      output.textContent = "Point at a name in the code, or choose one here.";
      return;
    }
    const { django, flask } = count(followed);
    const found = places.get(followed) ?? [];
    let text = `${followed}: ${django} in Django, ${flask} in Flask`;
    if (found[at]) {
      const section = found[at].closest("section");
      text += `; place ${at + 1} of ${found.length}: ${one("h2", section).textContent}`;
    }
    output.textContent = text;
  }

  function tellWhere() {
    const sections = new Set((places.get(followed) ?? []).map((p) => p.closest("section")));
    const links = [...sections].map((section) => {
      const link = document.createElement("a");
      link.href = `#${section.id}-files`;
      link.textContent = one("h2", section).textContent;
      return link;
    });
    one(".where", bar).replaceChildren(...links);
  }

  function follow(symbol, pointed) {
    const known = places.has(symbol) || all("input", bar).some((i) => i.value === symbol);
    symbol = known ? symbol : "";
    for (const place of places.get(followed) ?? []) place.removeAttribute("tabindex");
    for (const tab of twinOf.keys()) tab.classList.remove("has");
    followed = symbol;
    at = -1;
    for (const place of places.get(symbol) ?? []) {
      place.tabIndex = 0;
      tabOf.get(place.closest(".twin"))?.classList.add("has");
    }
    for (const input of all("input", bar)) input.checked = input.value === symbol;
    one(".steps", bar).hidden = !symbol;
    light(symbol);
    bringFollowed(document, pointed?.closest("pre"));
    tell();
    tellWhere();
    remember({ follow: symbol });
  }

  function step(by) {
    const found = places.get(followed) ?? [];
    if (!found.length) return;
    at = at < 0 && by < 0 ? found.length - 1 : (at + by + found.length) % found.length;
    reveal(found[at]);
    found[at].scrollIntoView({ block: "center", inline: "nearest" });
    found[at].focus({ preventScroll: true });
    bringFollowed(found[at].closest(".twin"), found[at].closest("pre"));
    tell();
  }

  if (bar) {
    bar.hidden = false;
    const named = (event) => event.target.closest?.("[data-f]");
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") light(named(event)?.dataset.f ?? followed);
    });
    document.addEventListener("focusin", (event) => {
      const place = named(event);
      if (place) light(place.dataset.f);
    });
    document.addEventListener("click", (event) => {
      const place = named(event);
      const isReading = String(getSelection());
      if (place && !isReading) {
        follow(place.dataset.f, place);
        at = places.get(followed).indexOf(place);
        tell();
      }
      const menu = one("details", bar);
      if (!menu.contains(event.target)) menu.open = false;
    });
    bar.addEventListener("change", (event) => follow(event.target.value));
    bar.addEventListener("click", (event) => {
      const by = event.target.dataset.step;
      if (by === "0") follow("");
      else if (by) step(Number(by));
    });
    document.addEventListener("keydown", (event) => {
      const menu = one("details", bar);
      if (event.key !== "Escape") return;
      if (menu.open) {
        menu.open = false;
        one("summary", menu).focus();
      } else if (followed) follow("");
    });
  }

  // The checklist, whose address holds every tick and every reason. This browser keeps
  // the last one of this page, too, for who opens it without such an address.
  const list = one("#checklist");
  const boxes = all("input[type=checkbox]", list);
  const choices = all("input[name=choose]", list);
  const sides = { django: "Django", flask: "Flask" };
  const field = (kind, box) => list.elements[`${kind}-${box.name}`];
  const sideOf = (box) => (box.closest(".side").matches(".django") ? "django" : "flask");
  const KEPT = `${document.title} ${location.pathname}`;
  const USUAL = "2";
  one(".share", list).hidden = false;
  for (const each of all("[name^=why-], [name^=weight-]", list)) each.hidden = false;

  function answers() {
    const found = {};
    for (const box of boxes) {
      const weight = field("weight", box).value;
      found[box.name] = box.checked ? "yes" : "";
      found[`weight-${box.name}`] = box.checked && weight !== USUAL ? weight : "";
      found[`why-${box.name}`] = box.checked ? field("why", box).value.trim() : "";
    }
    found.choose = list.elements.choose.value;
    found.because = list.elements.because.value.trim();
    return found;
  }

  // A page from a file, or in a private window, may have no storage.
  function keep() {
    const given = Object.entries(answers()).filter(([, value]) => value);
    try {
      if (given.length) localStorage.setItem(KEPT, new URLSearchParams(given).toString());
      else localStorage.removeItem(KEPT);
    } catch {}
  }

  function kept() {
    try {
      return new URLSearchParams(localStorage.getItem(KEPT) ?? "");
    } catch {
      return new URLSearchParams();
    }
  }

  const ticked = (side) => boxes.filter((box) => sideOf(box) === side && box.checked);
  const weightOf = (side) =>
    ticked(side).reduce((sum, box) => sum + Number(field("weight", box).value), 0);

  function balance(side) {
    const offered = boxes.filter((box) => sideOf(box) === side).length;
    return `${ticked(side).length} of ${offered} that speak for ${sides[side]}, weighing ${weightOf(side)}`;
  }

  function weigh() {
    remember(answers());
    one("#weighed").textContent = `Ticked: ${balance("django")}; ${balance("flask")}.`;
    one("#address").value = location.href.split("#")[0] + (current && `#${current}`);
    record();
  }

  // The record: what the tool found is there, what the team says is filled in.
  // What people wrote is never read as Markdown: record.py has the same.
  const plain = (text) =>
    text
      .replace(/[\s\x00-\x1f\x7f-\x9f]+/g, " ")
      .trim()
      .replace(/[\\`*_[\]<>#|~&]/g, "\\$&")
      .replace(/^(\d*)(?=[-+=]|(?<=\d)[.)](?: |$))/, "$1\\");
  const unfilled = new Map(
    all("#record [data-record]").map((part) => [part.dataset.record, part.textContent]),
  );

  function said(box) {
    const weight = field("weight", box);
    const why = plain(field("why", box).value);
    const says = one(".says span", box.closest(".reason")).textContent;
    const matters = weight.selectedOptions[0].textContent;
    return `- ${says} It ${matters}.${why && ` Why: ${why}`}`;
  }

  function reasonsFor(side) {
    const found = ticked(side).map(said);
    return found.length ? [`${balance(side)}:`, "", ...found, ""] : [];
  }

  function record() {
    const chosen = list.elements.choose.value;
    const because = plain(list.elements.because.value).replace(/\.$/, "");
    const other = chosen === "django" ? "flask" : "django";
    const givenUp = chosen ? ticked(other).map(said) : [];
    const filled = {
      status: chosen && "accepted",
      date: new Date().toLocaleDateString("sv"), // as ISO 8601 has it
      reasons: [...reasonsFor("django"), ...reasonsFor("flask")].join("\n").trim(),
      decision: chosen && `We choose ${sides[chosen]}${because && `, because ${because}`}.`,
      "given-up": givenUp.length && [`What spoke for ${sides[other]}, and we do without:`, "", ...givenUp].join("\n"),
    };
    for (const part of all("#record [data-record]")) {
      part.textContent = filled[part.dataset.record] || unfilled.get(part.dataset.record);
    }
    for (const part of all("#record [data-record-of]")) {
      part.hidden = chosen !== "" && part.dataset.recordOf !== chosen;
    }
  }

  function recordText() {
    const copy = one("#record").cloneNode(true);
    for (const part of all("[hidden]", copy)) part.remove();
    return `${copy.textContent.replace(/\n{3,}/g, "\n\n").trim()}\n`;
  }

  one("#download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([recordText()], { type: "text/markdown" }));
    link.download = "django-or-flask.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  });
  one("#copy-record").addEventListener("click", async (event) => {
    try {
      await navigator.clipboard.writeText(recordText());
      event.target.textContent = "Copied";
    } catch {
      one(".record").open = true;
      getSelection().selectAllChildren(one("#record"));
      event.target.textContent = "Selected: copy it";
    }
  });

  function restore() {
    const found = new URLSearchParams(state());
    const names = Object.keys(answers());
    const isSent = names.some((name) => found.has(name));
    if (!isSent) for (const [name, value] of kept()) found.set(name, value);
    current = found.toString();
    for (const box of boxes) {
      box.checked = found.get(box.name) === "yes";
      field("why", box).value = found.get(`why-${box.name}`) ?? "";
      const weight = field("weight", box);
      weight.value = found.get(`weight-${box.name}`) ?? USUAL;
      if (!weight.value) weight.value = USUAL;
    }
    const chosen = found.get("choose") ?? "";
    for (const choice of choices) choice.checked = choice.value === chosen;
    if (!list.elements.choose.value) choices.at(-1).checked = true;
    list.elements.because.value = found.get("because") ?? "";
    if (bar) follow(found.get("follow") ?? "");
    weigh();
    if (anchor()) goTo(anchor());
    else if (isSent && !followed) one("#choose").scrollIntoView();
  }

  function answered() {
    weigh();
    keep();
  }

  list.addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("input", answered);
  // At once, for who clears it may leave at once: a reset is done after its event.
  list.querySelector("[type=reset]").addEventListener("click", (event) => {
    event.preventDefault();
    list.reset();
    answered();
  });
  one("#copy").addEventListener("click", async () => {
    const address = one("#address");
    address.select();
    try {
      await navigator.clipboard.writeText(address.value);
      one("#copy").textContent = "Copied";
    } catch {
      one("#copy").textContent = "Selected: copy it";
    }
  });

  // A state that somebody sent is shown. On the way to a place of this page, or back to
  // where one was, what is ticked now stays.
  addEventListener("hashchange", () => {
    if (state() && history.state !== OURS) return restore();
    showState();
    goTo(anchor());
  });
  // After a reload other tabs are shown than before, so the browser would scroll elsewhere.
  if (anchor()) history.scrollRestoration = "manual";
  addEventListener("load", () => {
    setTimeout(() => {
      history.scrollRestoration = "auto";
    });
  });
  restore();
})();
