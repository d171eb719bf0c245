// Uploads by choosing or dropping a file, then goes to its review page.
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

  const upload = async (file) => {
    if (file.size > Number(form.dataset.most) * 1e6) {
      // Refused halfway, it would look as if the service were gone.
      told.textContent = form.dataset.failed + form.dataset.tooLarge;
      return;
    }
    told.textContent = form.dataset.uploading;
    const body = new FormData();
    body.append("file", file);
    try {
      let [status, said] = await ask("/api/reports", { method: "POST", body });
      let report = status === 201 ? said.report.id : null;
      while (!report) {
        told.textContent = form.dataset.waiting;
        await pause(1000);
        [, said] = await ask(`/api/jobs/${said.id}`);
        if (said.state === "failed") throw new Error(said.detail);
        report = said.report;
      }
      location.href = `/reports/${report}${location.search}`;
    } catch (error) {
      told.textContent = form.dataset.failed + error.message;
    }
  };

  form.hidden = false;
  form.elements.file.addEventListener("change", () => {
    if (form.elements.file.files.length) upload(form.elements.file.files[0]);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragenter" || name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) upload(event.dataTransfer.files[0]);
    });
  }
})();
