// Sends the requests of the page to the service that it came from.
(() => {
  "use strict";
  const LONGEST = 20000;

  const address = (form) => {
    let path = form.dataset.path;
    const query = new URLSearchParams();
    for (const field of form.querySelectorAll("[data-in]")) {
      if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      else if (field.value) query.append(field.name, field.value);
    }
    return query.size ? `${path}?${query}` : path;
  };

  const options = (form) => {
    const token = document.querySelector("#token").value;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const kind = form.dataset.body;
    if (!kind) return { method: form.dataset.method, headers };
    if (kind === "multipart/form-data") {
      const body = new FormData();
      body.append("file", form.elements.file.files[0]);
      return { method: form.dataset.method, headers, body };
    }
    headers["Content-Type"] = kind;
    return { method: form.dataset.method, headers, body: form.elements.body.value };
  };

  for (const form of document.querySelectorAll(".try")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = form.parentElement.querySelector(".answer");
      told.hidden = false;
      told.textContent = "…";
      try {
        const answer = await fetch(address(form), options(form));
        let body = await answer.text();
        if (/json/.test(answer.headers.get("content-type"))) body = JSON.stringify(JSON.parse(body), null, 2);
        told.textContent = `${answer.status} ${answer.statusText}\n\n${body.slice(0, LONGEST)}`;
      } catch (error) {
        told.textContent = String(error);
      }
    });
  }
})();
