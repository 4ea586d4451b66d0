// Rows without a round trip, and nothing typed is lost. The page works without this file.
import { attachCounters } from "./site.js";

const form = document.querySelector("[data-plan-form]");
if (form) {
  rows(form);
  keepTyping(form);
}

function rows(form) {
  const list = form.querySelector("[data-rows]");
  const template = form.querySelector("[data-row-template]");
  const add = form.querySelector("[data-add-row]");
  if (!list || !template || !add) return;
  const total = form.querySelector(`[name="${list.dataset.rows}-TOTAL_FORMS"]`);

  add.addEventListener("click", (event) => {
    event.preventDefault();
    const index = Number(total.value);
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", index).replaceAll("__number__", index + 1);
    const row = holder.querySelector("[data-row]");
    list.append(row);
    total.value = index + 1;
    attachCounters(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });

  form.addEventListener("change", (event) => {
    if (!event.target.name?.endsWith("-DELETE")) return;
    event.target.closest("[data-row]").classList.toggle("is-removed", event.target.checked);
  });
}

// Kept on the server a moment after one stops typing, and in this browser at once: the network, the session or the
// browser itself may go.
function keepTyping(form) {
  const status = form.querySelector("[data-typing-status]");
  const key = `typed/${form.dataset.keptAs}`;
  const based = () => form.elements.based_on.value;
  let timer;
  let isSubmitting = false;

  const typed = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const keepHere = () => localStorage.setItem(key, JSON.stringify({ basedOn: based(), typed: typed() }));

  async function keepThere() {
    if (isSubmitting) return;
    try {
      const answer = await fetch(form.dataset.typing, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const told = await answer.json();
      status.textContent = told.sentence;
      if (answer.ok) localStorage.removeItem(key);
    } catch {
      status.textContent = "No connection: your text is kept in this browser.";
    }
  }

  form.addEventListener("input", () => {
    keepHere();
    clearTimeout(timer);
    timer = setTimeout(keepThere, 1500);
  });
  form.addEventListener("submit", () => {
    isSubmitting = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && localStorage.getItem(key) && !isSubmitting) keepThere();
  });

  offerWhatWasKeptHere(form, key);
}

function offerWhatWasKeptHere(form, key) {
  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!kept) return;
  const now = JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  if (JSON.stringify(kept.typed) === now) return localStorage.removeItem(key);
  const offer = document.createElement("div");
  offer.className = "notice notice-warn";
  offer.setAttribute("role", "status");
  offer.innerHTML =
    '<span></span><div><h2>This browser kept text that never reached us</h2><p>You typed it here before the page or the connection was lost.</p><p><button type="button" class="btn" data-bring>Bring it back</button> <button type="button" class="btn btn-quiet" data-drop>Forget it</button></p></div>';
  form.prepend(offer);
  offer.querySelector("[data-drop]").addEventListener("click", () => {
    localStorage.removeItem(key);
    offer.remove();
  });
  offer.querySelector("[data-bring]").addEventListener("click", () => {
    const post = document.createElement("form");
    post.method = "post";
    post.action = form.action;
    // Shown in the form again, not saved to the plan: "show" asks for just that.
    const fields = [...kept.typed, ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ["show", "1"]];
    for (const [name, value] of fields) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      post.append(input);
    }
    localStorage.removeItem(key);
    document.body.append(post);
    post.submit();
  });
}
