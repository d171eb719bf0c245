// Uploads files that are chosen or dropped, then goes to the review page, of several to the list.
(() => {
  "use strict";
  const form = document.querySelector(".upload");
  const told = form.querySelector("output");
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  const ask = async (address, options) => {
    const answer = await fetch(`${address}?lang=${form.dataset.lang}`, options).catch(() => {
      throw new Error(form.dataset.unreachable);
    });
    // A proxy that refuses a request may say so in a page of its own.
    const said = await answer.json().catch(() => ({ detail: `HTTP ${answer.status}` }));
    if (!answer.ok) throw new Error(said.detail);
    return [answer.status, said];
  };

  const read = async (file) => {
    // Refused halfway, it would look as if the service were gone.
    if (file.size > Number(form.dataset.most) * 1e6) throw new Error(form.dataset.tooLarge);
    told.textContent = `${form.dataset.uploading} ${file.name}`;
    const body = new FormData();
    body.append("file", file);
    let [status, said] = await ask("/api/reports", { method: "POST", body });
    if (status === 201) return said.report.id;
    while (!said.report) {
      told.textContent = `${form.dataset.waiting} ${file.name}`;
      await pause(1000);
      [, said] = await ask(`/api/jobs/${said.id}`);
      if (said.state === "failed") throw new Error(said.detail);
    }
    return said.report;
  };

  const upload = async (files) => {
    const refused = [];
    let report;
    for (const file of files) {
      try {
        report = await read(file);
      } catch (error) {
        refused.push(`${form.dataset.failed}${files.length > 1 ? `${file.name} · ` : ""}${error.message}`);
      }
    }
    told.textContent = refused.join("\n");
    if (refused.length) return;
    // One report is looked at at once, of several the list.
    if (files.length === 1) location.href = `/reports/${report}${location.search}`;
    else location.reload();
  };

  const two = (number) => String(number).padStart(2, "0");
  for (const time of document.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
    time.textContent = `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
  }

  form.hidden = false;
  form.elements.file.addEventListener("change", () => {
    if (form.elements.file.files.length) upload([...form.elements.file.files]);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragenter" || name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) upload([...event.dataTransfer.files]);
    });
  }
})();
