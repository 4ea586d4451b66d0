// Small helps that every page may use. Each page works without them.

for (const box of document.querySelectorAll("[data-theme-choice]")) {
  box.hidden = false;
  const mark = () => {
    const now = document.documentElement.dataset.theme ?? "";
    for (const button of box.querySelectorAll("button")) button.setAttribute("aria-pressed", button.dataset.theme === now);
  };
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-theme]");
    if (!button) return;
    if (button.dataset.theme) {
      localStorage.setItem("theme", button.dataset.theme);
      document.documentElement.dataset.theme = button.dataset.theme;
    } else {
      localStorage.removeItem("theme");
      delete document.documentElement.dataset.theme;
    }
    mark();
  });
  mark();
}

// Menus close on Escape and on a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.querySelector("[data-error-summary]")?.focus();

// Forms that stay on their page: Back leads to where one came from, and not to a question about sending again. Where that
// cannot be, the browser sends the form itself and says what is wrong.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) event.detail.elt.querySelector("[data-error-summary]")?.focus();
});
for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(trouble, (event) => {
    if (event.detail.elt.matches("form[data-stays]")) event.detail.elt.submit();
  });
}

// <textarea data-word-limit="100" [data-word-with="other-id"]>: a live count beside the field.
function countWords(text) {
  return text.trim() ? text.trim().split(/\s+/).length : 0;
}
function attachCounter(field) {
  if (field.dataset.counted) return;
  field.dataset.counted = "yes";
  const limit = Number(field.dataset.wordLimit);
  const partner = field.dataset.wordWith ? document.getElementById(field.dataset.wordWith) : null;
  const line = document.createElement("p");
  line.className = "word-count";
  line.id = `${field.id}-words`;
  line.setAttribute("aria-live", "polite");
  field.insertAdjacentElement("afterend", line);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  const update = () => {
    const words = countWords(field.value) + (partner ? countWords(partner.value) : 0);
    line.textContent = `${words} of ${limit} words${partner ? " together" : ""}`;
    line.classList.toggle("is-over", words > limit);
  };
  field.addEventListener("input", update);
  partner?.addEventListener("input", update);
  update();
}
export function attachCounters(root = document) {
  for (const field of root.querySelectorAll("[data-word-limit]")) attachCounter(field);
}
attachCounters();
document.addEventListener("htmx:load", (event) => attachCounters(event.detail.elt));

// <button data-copy="text" [data-copy-html="<p>text</p>"]>: with both, a word processor takes the one with italics.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || button.dataset.copied) return;
  const said = await copy(button.dataset).then(
    () => "Copied",
    () => "Your browser does not allow it: select the text instead",
  );
  const before = [...button.childNodes];
  button.dataset.copied = "yes";
  button.replaceChildren(said);
  setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset.copied;
  }, 2000);
});
async function copy({ copy: text, copyHtml: html }) {
  if (!html) return navigator.clipboard.writeText(text);
  const kinds = { "text/plain": text, "text/html": html };
  const blobs = Object.entries(kinds).map(([type, words]) => [type, new Blob([words], { type })]);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
}

// <input data-submit-when-complete="8" [data-submit-at-once]>: a code goes off by itself once it is whole.
for (const field of document.querySelectorAll("[data-submit-when-complete]")) {
  let sent = false;
  const goWhenWhole = () => {
    const letters = field.value.replace(/[^a-z0-9]/gi, "");
    if (letters.length >= Number(field.dataset.submitWhenComplete) && !sent) field.form.requestSubmit();
  };
  field.form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault(); // a code works once: Enter, pressed a moment later, must not use it again
    sent = true;
  });
  addEventListener("pageshow", () => (sent = false));
  field.addEventListener("input", goWhenWhole);
  if ("submitAtOnce" in field.dataset) goWhenWhole(); // from a mailed link; what was refused waits to be mended
}

// A question that was answered after all is no longer marked as wrong.
document.addEventListener("change", (event) => {
  const question = event.target.closest("fieldset[data-invalid]");
  if (!question) return;
  delete question.dataset.invalid;
  question.removeAttribute("aria-describedby");
  for (const sentence of question.querySelectorAll(".errorlist")) sentence.remove();
});

// <form data-confirm="Really?">
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
