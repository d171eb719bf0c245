// One finding at a time, both of its places in the document beside it, decisions by keys.
(() => {
  "use strict";
  const desk = document.querySelector(".desk");
  const findings = [...desk.querySelectorAll(".finding")];
  const tools = document.querySelector(".tools");
  const left = desk.querySelector('[data-pane="left"]');
  const right = desk.querySelector('[data-pane="right"]');
  const names = (element) => element.dataset.place.split("|");

  // The same document twice: each side of a finding is shown where it stands.
  right.append(...[...left.childNodes].map((node) => node.cloneNode(true)));
  const index = (pane) => {
    const places = new Map();
    for (const element of pane.querySelectorAll("[data-place]")) {
      for (const name of names(element)) {
        if (!places.has(name)) places.set(name, []);
        places.get(name).push(element);
      }
    }
    return places;
  };
  const panes = [[left, index(left)], [right, index(right)]];
  let here = null;

  // Whether one view shows both: a second one would only say the same.
  const near = (first, second) => {
    const [one, two] = [first.getBoundingClientRect(), second.getBoundingClientRect()];
    return (
      Math.abs(one.top - two.top) < desk.clientHeight / 4 &&
      Math.abs(one.left - two.left) < left.clientWidth * 0.8
    );
  };

  const mark = (finding, wanted) => {
    for (const [pane, places] of panes) {
      for (const old of pane.querySelectorAll(".on, .at")) {
        old.classList.remove("on", "at", "error", "warning", "info");
      }
      for (const name of wanted) {
        for (const element of places.get(name) || []) {
          element.classList.add("on", finding.dataset.severity);
        }
      }
    }
  };

  const scroll = (pane, element) => {
    if (!element) return;
    element.classList.add("at");
    const frame = pane.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const room = box.height > pane.clientHeight ? 8 : (pane.clientHeight - box.height) / 2;
    pane.scrollTop += box.top - frame.top - room;
    pane.scrollLeft += Math.min(0, box.left - frame.left - 40) || Math.max(0, box.right - frame.right + 40);
  };

  // Where a page opens it stays at its head: nobody has asked for a finding yet, or the address has.
  const select = (finding, focus) => {
    if (here) here.classList.remove("here");
    here = finding;
    finding.classList.add("here");
    const wanted = (finding.dataset.places || "").split("|").filter((name) => panes[0][1].has(name));
    const first = wanted.length ? panes[0][1].get(wanted[0])[0] : null;
    const block = (name) => panes[0][1].get(name)[0].closest(".prose, .grid");
    const far = wanted.filter((name) => !near(first, panes[0][1].get(name)[0]));
    // The table says more beside a sentence than the sentence before it does.
    const other = far.find((name) => block(name) !== block(wanted[0])) || far[0];
    desk.classList.toggle("two", other !== undefined);
    right.hidden = other === undefined;
    mark(finding, wanted);
    scroll(left, first);
    if (other !== undefined) scroll(right, panes[1][1].get(other)[0]);
    if (focus) {
      finding.focus({ preventScroll: true });
      finding.scrollIntoView({ block: "nearest" });
      history.replaceState(null, "", `#${finding.id}`);
    }
  };

  const shown = () => findings.filter((finding) => !finding.hidden);
  const step = (by) => {
    const all = shown();
    if (!all.length) return;
    const at = all.indexOf(here);
    select(all[Math.min(Math.max(at + by, 0), all.length - 1)], true);
  };

  const filter = () => {
    const wanted = new FormData(tools);
    const words = wanted.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    for (const finding of findings) {
      const data = finding.dataset;
      const text = finding.textContent.toLowerCase();
      finding.hidden = !(
        wanted.getAll("severity").includes(data.severity) &&
        (!wanted.get("class") || wanted.get("class") === data.class) &&
        (!wanted.get("decision") || wanted.get("decision") === data.decision) &&
        words.every((word) => text.includes(word))
      );
    }
    const count = tools.querySelector("output");
    count.textContent = count.dataset.pattern
      .replace("{n}", shown().length)
      .replace("{all}", findings.length);
  };

  // Sends a change; says in its place what went wrong, and returns whether all went well.
  const send = async (told, path, options) => {
    try {
      const answer = await fetch(`/api/reports/${path}?lang=${desk.dataset.lang}`, options).catch(() => {
        throw new Error(desk.dataset.unreachable);
      });
      if (answer.ok) return true;
      const said = await answer.json().catch(() => ({ detail: `HTTP ${answer.status}` }));
      throw new Error(said.detail);
    } catch (error) {
      told.textContent = desk.dataset.failed + error.message;
      return false;
    }
  };

  const decide = async (finding, decision) => {
    const form = finding.querySelector(".decide");
    const told = form.querySelector("output");
    // What was found between reports belongs to the one whose number was tested.
    const report = finding.dataset.report || desk.dataset.report;
    const sent = await send(told, `${report}/findings/${finding.id}/decision`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ decision, note: form.elements.note.value }),
    });
    if (!sent) return false;
    finding.dataset.decision = decision;
    const badge = finding.querySelector(".decision");
    badge.textContent = badge.dataset[decision];
    told.textContent = desk.dataset.saved;
    return true;
  };

  // Whoever decides goes on to the next one that waits.
  const decideAndGoOn = async (finding, decision) => {
    if (!(await decide(finding, decision)) || decision === "open") return;
    const all = shown();
    const next = all.slice(all.indexOf(finding) + 1).find((one) => one.dataset.decision === "open");
    if (next) select(next, true);
  };

  for (const finding of findings) {
    finding.addEventListener("click", (event) => {
      if (finding !== here && !event.target.closest("a, button, input")) select(finding, true);
    });
    // A note that is finished is kept, whatever was decided; it decides nothing itself.
    finding.querySelector("[name=note]").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      decide(finding, finding.dataset.decision);
    });
    finding.querySelector(".decide").addEventListener("submit", (event) => {
      event.preventDefault();
      decideAndGoOn(finding, event.submitter.value);
    });
  }
  for (const [pane] of panes) {
    pane.addEventListener("click", (event) => {
      const place = event.target.closest("mark[data-place], td[data-place]");
      if (!place) return;
      const of = shown().find((finding) =>
        finding !== here && names(place).some((name) => finding.dataset.places.split("|").includes(name)));
      if (of) select(of, true);
    });
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    c: () => here && decideAndGoOn(here, "confirmed"),
    x: () => here && decideAndGoOn(here, "dismissed"),
    o: () => here && decide(here, "open"),
    n: () => here && here.querySelector("[name=note]").focus(),
    "/": () => tools.elements.words.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.target.blur();
      if (here) here.focus({ preventScroll: true });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, .pane")) return;
    if (event.key in keys) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  const remove = document.querySelector(".delete");
  remove.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!confirm(remove.dataset.sure)) return;
    const gone = await send(remove.querySelector("output"), desk.dataset.report, { method: "DELETE" });
    if (gone) location.href = `/${location.search}`;
  });

  remove.hidden = false;
  tools.hidden = false;
  document.querySelector(".keys").hidden = false;
  tools.addEventListener("input", filter);
  tools.addEventListener("submit", (event) => event.preventDefault());
  filter();
  const asked = findings.find((finding) => `#${finding.id}` === location.hash);
  if (asked || findings.length) select(asked || findings[0], false);
})();
