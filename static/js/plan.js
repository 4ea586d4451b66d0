// Rows without a round trip, what the plan comes to while one types, and nothing typed is lost.
// The page works without this file.
import { followTheLast, openOnly, openSessions, takeLines } from "./agenda.js";
import { attachCounters } from "./site.js";

const RETRY_AFTER = 8000; // milliseconds
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "based_on"]);
const reached = document.querySelector("[data-reached]");
if (reached) localStorage.removeItem(`typed/${reached.dataset.reached}`);

for (const form of document.querySelectorAll("[data-plan-form]")) {
  rows(form);
  openSessions(form);
  outlook(form);
  pickVerbs(form);
  form.querySelectorAll("select[data-find]").forEach(findInside);
  form.querySelectorAll("[data-most-megabytes]").forEach((field) => tellSize(form, field));
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
    (list.querySelector("[data-new-rows]") ?? list).append(row);
    total.value = index + 1;
    if ("sessions" in list.dataset) {
      followTheLast(list, row);
      openOnly(form, row);
    }
    attachCounters(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });

  const fade = (box) => box.closest("[data-row]").classList.toggle("is-removed", box.checked);
  form.querySelectorAll("[name$='-DELETE']:checked").forEach(fade);
  form.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE")) fade(event.target);
  });
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

// <select data-find="Find a …">: a long list gets a field to search it by; what fits is listed, what is chosen stays.
function findInside(select) {
  const all = [...select.options].map((option) => ({ option, group: option.parentElement }));
  const says = ({ option, group }) => `${option.text} ${group.label ?? ""} ${option.value.replaceAll("_", " ")}`.toLowerCase();
  const holder = document.createElement("div");
  holder.className = "find-inside";
  holder.innerHTML = '<label class="small"></label><input type="search" autocomplete="off"><p class="small muted" role="status"></p>';
  const [label, search, told] = holder.children;
  label.textContent = select.dataset.find;
  label.htmlFor = search.id = `${select.id}-find`;
  select.before(holder);

  // An option that is merely hidden is still shown by some browsers.
  const show = (fitting) => {
    for (const { option } of all) option.remove();
    for (const { option, group } of fitting) group.append(option);
    for (const group of select.querySelectorAll("optgroup")) group.hidden = !group.children.length;
  };
  const chosen = () => all.find(({ option }) => option.value === select.dataset.chosen);
  select.dataset.chosen = select.value;
  select.addEventListener("change", () => (select.dataset.chosen = select.value));
  search.addEventListener("input", (event) => {
    event.stopPropagation(); // what one looks for is not typed into the plan
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((one) => words.every((word) => says(one).includes(word)));
    show(found.length && words.length ? all.filter((one) => found.includes(one) || one === chosen()) : all);
    select.value = select.dataset.chosen;
    select.size = found.length && words.length ? Math.min(8, found.length + 3) : 0;
    told.textContent = !words.length ? "" : found.length ? `${found.length} found. Choose one in the list.` : "Nothing is called that. All are listed.";
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // Enter is not to save the section
    select.focus();
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
    takeLines(form, fresh);
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

  const keepHere = () => localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typedInto(form) }));

  const tryAgain = (why) => {
    status.textContent = `${why} Your text is kept in this browser; we try again by ourselves.`;
    clearTimeout(timer);
    timer = setTimeout(keepThere, RETRY_AFTER);
  };

  async function keepThere() {
    if (isSubmitting) return;
    sending?.abort();
    sending = new AbortController();
    const sent = localStorage.getItem(key);
    try {
      const answer = await fetch(form.dataset.typing, { method: "POST", body: withoutFiles(form), signal: sending.signal });
      if (answer.status >= 500) return tryAgain("Our server does not answer now.");
      const told = await answer.json().catch(() => null);
      status.textContent = told?.sentence ?? "This page has been open for long. Your text is kept in this browser; save it to go on.";
      if (told?.thread) document.querySelector("[data-thread]")?.replaceChildren(...fragmentOf(told.thread));
      if (answer.ok && localStorage.getItem(key) === sent) localStorage.removeItem(key);
    } catch (failure) {
      if (failure.name !== "AbortError") tryAgain("No connection.");
    }
  }

  form.addEventListener("input", () => {
    keepHere();
    status.textContent = "Kept in this browser, and being sent …";
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
  window.addEventListener("online", () => localStorage.getItem(key) && keepThere());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && localStorage.getItem(key)) keepThere();
  });

  offerWhatWasKeptHere(form, key);
}

// A file is sent with its form alone; a browser keeps none.
function withoutFiles(form) {
  const body = new FormData(form);
  for (const field of form.querySelectorAll("[type=file][name]")) body.delete(field.name);
  return body;
}
function typedInto(form) {
  return [...withoutFiles(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
}

// Told before it is sent; the server holds the same limit.
function tellSize(form, field) {
  const told = document.createElement("p");
  told.className = "hint";
  told.id = `${field.id}-size`;
  told.setAttribute("role", "status");
  field.after(told);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
  const megabytes = () => (field.files[0]?.size ?? 0) / (1024 * 1024);
  const isTooLarge = () => megabytes() > Number(field.dataset.mostMegabytes);
  field.addEventListener("change", () => {
    const size = megabytes() < 0.1 ? "less than 0.1 MB" : `${megabytes().toFixed(1)} MB`;
    const why = `That is more than ${field.dataset.mostMegabytes} MB, so it cannot be sent. Please scan the agreement at a lower resolution, or split it.`;
    told.textContent = field.files[0] ? `${field.files[0].name}, ${size}. ${isTooLarge() ? why : ""}` : "";
    told.classList.toggle("invalid-feedback", isTooLarge());
    field.setAttribute("aria-invalid", String(isTooLarge()));
  });
  form.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    field.focus();
  });
}

function offerWhatWasKeptHere(form, key) {
  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!kept) return;
  // In whatever order: the fields of a session are in another one than what it carries while it is closed.
  const words = (entries) => JSON.stringify(entries.filter(([name]) => !NOT_TYPED.has(name)).map(String).sort());
  if (words(kept.typed) === words(typedInto(form))) return localStorage.removeItem(key);
  const offer = document.createElement("div");
  offer.className = "notice notice-warn";
  offer.setAttribute("role", "status");
  offer.innerHTML =
    '<span></span><div><h2>This browser kept text that never reached us</h2><p></p><div class="actions"><button type="button" class="btn" data-bring>Bring it back</button> <button type="button" class="btn btn-quiet" data-drop>Forget it</button></div></div>';
  const when = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }).format(kept.at);
  offer.querySelector("p").textContent = `You typed it here, ${when}, before the page or the connection was lost.`;
  form.before(offer);
  if (form.closest("details")) form.closest("details").open = true;
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
