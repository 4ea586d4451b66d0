// One session's fields at a time. A closed session carries its values hidden; opening it draws the fields around them.
// Without this file the same buttons ask the server for it.

export function openSessions(form) {
  if (!form.querySelector("[data-sessions]")) return;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open-row]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    if (isOpen(row)) return setOpen(row, false);
    openOnly(form, row);
    row.querySelector("[data-row-fields] :is(input, select, textarea):not([type=hidden])").focus({ preventScroll: true });
  });
  const openTarget = () => {
    const row = location.hash.length > 1 && document.getElementById(location.hash.slice(1))?.closest("[data-row]");
    if (row && form.contains(row)) openOnly(form, row);
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();
}

// Those with something to mend stay open; the page keeps its place under the finger.
export function openOnly(form, row) {
  const before = row.getBoundingClientRect().top;
  for (const other of form.querySelectorAll("[data-row]")) {
    if (other !== row && isOpen(other) && !other.querySelector(".is-invalid, .invalid-feedback")) setOpen(other, false);
  }
  setOpen(row, true);
  window.scrollBy({ top: row.getBoundingClientRect().top - before, behavior: "instant" });
}

// The same as the server's slot_after: after the last session, in the same room; of a series so many days later.
export function followTheLast(list, row) {
  const before = [...list.querySelectorAll("[data-row]")].at(-2);
  const inside = (box, name) => box?.querySelector(`[name$="-${name}"]`);
  const valueOf = (name) => inside(before, name)?.value ?? "";
  const set = (name, value) => {
    if (inside(row, name)) inside(row, name).value = value;
  };
  if (!before) return;
  const night = inside(before, "ends_next_day");
  const isOvernight = Boolean(night && (night.type === "hidden" || night.checked));
  const daysOn = Number(list.dataset.daysOn);
  const day = daysLater(valueOf("date"), daysOn || Number(isOvernight));
  set("date", list.dataset.lastDay && day > list.dataset.lastDay ? "" : day);
  set("start", daysOn ? valueOf("start") : valueOf("end"));
  set("end", daysOn ? valueOf("end") : "");
  set("room", valueOf("room"));
  if (daysOn) {
    set("kind", valueOf("kind"));
    inside(row, "ends_next_day").checked = isOvernight;
  }
}

// Of what the server made of the typed form, the lines, each in its place; the rest is left.
export function takeLines(form, fresh) {
  for (const line of fresh.querySelectorAll("[data-lines] > [data-line]")) {
    const place = form.querySelector(`[data-row] > [data-line="${line.dataset.line}"]`);
    if (!place) continue;
    const button = place.querySelector("[data-open-row]");
    const hadFocus = button === document.activeElement;
    line.querySelector("[data-open-row]").setAttribute("aria-expanded", button.getAttribute("aria-expanded"));
    place.replaceWith(line);
    if (hadFocus) line.querySelector("[data-open-row]").focus();
  }
  fresh.querySelector("[data-lines]")?.remove();
}

function daysLater(day, days) {
  const moment = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(moment.getTime())) return "";
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

const isOpen = (row) => row.querySelector("[data-row-fields]")?.hidden === false;

function setOpen(row, opens) {
  if (opens) fieldsOf(row).hidden = false;
  else row.querySelector("[data-row-fields]").hidden = true;
  row.querySelector("[data-open-row]").setAttribute("aria-expanded", String(opens));
}

function fieldsOf(row) {
  const there = row.querySelector("[data-row-fields]");
  if (there) return there;
  const kept = row.querySelector("[data-row-kept]");
  const index = row.id.split("-").at(-1);
  const holder = document.createElement("div");
  holder.innerHTML = row
    .closest("form")
    .querySelector("[data-row-template]")
    .innerHTML.replaceAll("__prefix__", index)
    .replaceAll("__number__", Number(index) + 1);
  const fields = holder.querySelector("[data-row-fields]");
  for (const field of fields.querySelectorAll("[name]")) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
  for (const { name, value } of kept.children) {
    const named = [...fields.querySelectorAll(`[name="${name}"]`)];
    const box = named.find((one) => one.type === "checkbox" && one.value === value);
    if (box) box.checked = true;
    else if (named[0]?.type !== "checkbox" && named[0]) named[0].value = value;
  }
  kept.replaceWith(fields);
  return fields;
}
