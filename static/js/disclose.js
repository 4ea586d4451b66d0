// Adds a line without a round trip; without this script the button asks the server for one.
const form = document.querySelector("[data-disclose]");
const total = form?.querySelector('[name="rows-TOTAL_FORMS"]');
const most = form?.querySelector('[name="rows-MAX_NUM_FORMS"]');
const rows = form?.querySelector("[data-rows]");
const empty = form?.querySelector("[data-empty-row]");

form?.querySelector("[data-add-row]")?.addEventListener("click", (event) => {
  const number = Number(total.value);
  if (number >= Number(most.value)) return;
  event.preventDefault();
  const holder = document.createElement("div");
  holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", String(number));
  const row = holder.firstElementChild;
  row.setAttribute("aria-label", `Line ${number + 1}`);
  rows.append(row);
  total.value = String(number + 1);
  row.querySelector("input")?.focus();
});

// The list of companies is longer than what comes with the page: ask for those that fit what is typed.
const names = document.querySelector("[data-company-names]");
let asked = 0;
form?.addEventListener("input", (event) => {
  if (!names || event.target.getAttribute("list") !== names.id) return;
  const typed = event.target.value.trim();
  clearTimeout(asked);
  if (typed.length < 2) return;
  asked = setTimeout(async () => {
    const answer = await fetch(`${names.dataset.companyNames}?q=${encodeURIComponent(typed)}`);
    if (answer.ok) names.innerHTML = await answer.text();
  }, 250);
});
