// Filters, search and keys: the page is complete without them.
(() => {
  "use strict";
  const main = document.querySelector("main");
  const items = [...main.querySelectorAll(main.dataset.items)];
  const form = document.querySelector(".filters form");
  const visible = () => items.filter((item) => item.offsetParent !== null);

  const go = (step) => {
    const shown = visible();
    if (!shown.length) return;
    const now = shown.indexOf(items.find((item) => item.classList.contains("here")));
    const next = shown[Math.min(Math.max(now + step, 0), shown.length - 1)];
    items.forEach((item) => item.classList.toggle("here", item === next));
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const filter = () => {
    const wanted = new FormData(form);
    const severities = wanted.getAll("severity");
    const words = wanted.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !(
        severities.includes(item.dataset.severity) &&
        (!wanted.get("class") || wanted.get("class") === item.dataset.class) &&
        words.every((word) => text.includes(word))
      );
    }
    for (const group of main.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    }
    const count = form.querySelector("output");
    count.textContent = count.dataset.pattern
      .replace("{n}", items.filter((item) => !item.hidden).length)
      .replace("{all}", items.length);
  };

  if (form) {
    document.querySelector(".filters").hidden = false;
    for (const option of form.elements.class.options) {
      option.hidden = option.value && !items.some((item) => item.dataset.class === option.value);
    }
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }
  for (const box of document.querySelectorAll("input[name=kind]")) {
    box.hidden = false;
    box.addEventListener("input", () => {
      const section = box.closest("section");
      for (const mark of section.querySelectorAll(`mark.${box.value}`)) {
        mark.classList.toggle("off", !box.checked);
      }
    });
  }
  for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=search], select");
    if (event.key === "Escape" && form) {
      form.reset();
      filter();
      event.target.blur();
    } else if (typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (event.key === "/" && form) {
      event.preventDefault();
      form.elements.words.focus();
    } else if (event.key === "j" || event.key === "k") {
      go(event.key === "j" ? 1 : -1);
    }
  });

  // A closed part would be missing on paper.
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
})();
