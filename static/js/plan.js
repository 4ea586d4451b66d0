// Rows without a round trip, what the plan comes to while one types, and nothing typed is lost.
// The page works without this file.
import { attachCounters } from "./site.js";

const NOT_TYPED = new Set(["csrfmiddlewaretoken", "based_on"]);
const reached = document.querySelector("[data-reached]");
if (reached) localStorage.removeItem(`typed/${reached.dataset.reached}`);

const form = document.querySelector("[data-plan-form]");
if (form) {
  rows(form);
  outlook(form);
  pickVerbs(form);
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
    beginWhereTheLastEnded(list, row);
    attachCounters(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });

  const fade = (box) => box.closest("[data-row]").classList.toggle("is-removed", box.checked);
  form.querySelectorAll("[name$='-DELETE']:checked").forEach(fade);
  form.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE")) fade(event.target);
  });
}

// An agenda is written from top to bottom.
function beginWhereTheLastEnded(list, row) {
  const before = row.previousElementSibling;
  for (const [from, to] of [["-date", "-date"], ["-end", "-start"]]) {
    const last = before?.querySelector(`[name$="${from}"]`);
    const next = row.querySelector(`[name$="${to}"]`);
    if (last?.value && next) next.value = last.value;
  }
}

// The server puts the verb before what is typed, or in place of the verb there; the page stays where it is.
function pickVerbs(form) {
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-begin-with]");
    if (!button) return;
    event.preventDefault();
    const [name] = button.value.split(":");
    const field = form.elements[name];
    const body = new FormData(form);
    body.append(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    const placed = page.querySelector(`[data-plan-form] [name="${name}"]`);
    if (!placed) return form.requestSubmit(button);
    field.value = placed.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

// The server reckons; this asks it again whenever a choice in the form changes.
function outlook(form) {
  const place = form.querySelector("[data-outlook]");
  if (!place) return;
  let timer;
  let asked = 0;

  async function ask() {
    const mine = ++asked;
    const answer = await fetch(place.dataset.outlook, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const fresh = document.createElement("div");
    fresh.innerHTML = await answer.text();
    if (fresh.querySelector("[data-outlook-part]")) showInParts(place, fresh);
    else place.replaceChildren(...fresh.childNodes);
  }

  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-outlook-field]")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
}

// Fields that somebody may be typing into stay as they are; only those that came or went are changed.
function showInParts(place, fresh) {
  place.querySelector("[data-outlook-part]").replaceWith(fresh.querySelector("[data-outlook-part]"));
  const here = place.querySelector("[data-outlook-fields]");
  const asked = new Map([...fresh.querySelectorAll("[data-outlook-field]")].map((box) => [box.dataset.outlookField, box]));
  for (const box of [...here.children]) {
    if (asked.has(box.dataset.outlookField)) asked.set(box.dataset.outlookField, box);
    else if (!box.querySelector("input").value) box.remove();
  }
  here.append(...asked.values());
}

function fragmentOf(html) {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  return holder.childNodes;
}

// Kept on the server a moment after one stops typing, and in this browser at once: the network, the session or the
// browser itself may go. The next page we send says what has reached us, and this browser forgets its copy.
function keepTyping(form) {
  const status = form.querySelector("[data-typing-status]");
  const key = `typed/${form.dataset.keptAs}`;
  let timer;
  let sending;
  let isSubmitting = false;

  const keepHere = () =>
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken") }));

  async function keepThere() {
    if (isSubmitting) return;
    sending?.abort();
    sending = new AbortController();
    const sent = localStorage.getItem(key);
    try {
      const answer = await fetch(form.dataset.typing, { method: "POST", body: new FormData(form), signal: sending.signal });
      const told = await answer.json().catch(() => null);
      status.textContent = told?.sentence ?? "This page has been open for long. Your text is kept in this browser; save it to go on.";
      if (told?.thread) document.querySelector("[data-thread]")?.replaceChildren(...fragmentOf(told.thread));
      if (answer.ok && localStorage.getItem(key) === sent) localStorage.removeItem(key);
    } catch (failure) {
      if (failure.name !== "AbortError") status.textContent = "No connection: your text is kept in this browser.";
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
    sending?.abort();
    if (localStorage.getItem(key)) keepHere();
  });
  // Back to a page the browser had put aside, after a submit.
  window.addEventListener("pageshow", () => (isSubmitting = false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && localStorage.getItem(key)) keepThere();
  });

  offerWhatWasKeptHere(form, key);
}

function offerWhatWasKeptHere(form, key) {
  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!kept) return;
  const words = (entries) => JSON.stringify(entries.filter(([name]) => !NOT_TYPED.has(name)));
  if (words(kept.typed) === words([...new FormData(form)])) return localStorage.removeItem(key);
  const offer = document.createElement("div");
  offer.className = "notice notice-warn";
  offer.setAttribute("role", "status");
  offer.innerHTML =
    '<span></span><div><h2>This browser kept text that never reached us</h2><p></p><div class="actions"><button type="button" class="btn" data-bring>Bring it back</button> <button type="button" class="btn btn-quiet" data-drop>Forget it</button></div></div>';
  const when = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }).format(kept.at);
  offer.querySelector("p").textContent = `You typed it here, ${when}, before the page or the connection was lost.`;
  form.before(offer);
  offer.querySelector("[data-drop]").addEventListener("click", () => {
    localStorage.removeItem(key);
    offer.remove();
  });
  offer.querySelector("[data-bring]").addEventListener("click", () => post(form, kept.typed));
}

// Shown in the form again, not saved to the plan: "show" asks for just that.
function post(form, typed) {
  const carrier = document.createElement("form");
  carrier.method = "post";
  carrier.action = form.action;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of [...typed, ["csrfmiddlewaretoken", token], ["show", "1"]]) {
    const input = document.createElement("textarea");
    input.name = name;
    input.value = value;
    carrier.append(input);
  }
  carrier.hidden = true;
  document.body.append(carrier);
  carrier.submit();
}
