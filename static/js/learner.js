// Small helps for the learner's pages. Each page works without them.

// As plain_name in accounts/keys.py writes a name.
const LETTERS = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ß: "ss", ς: "σ" };
const plain = (text) =>
  text
    .replace(/['’‘‛′ʼʻʾʿ´`]/g, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u064b-\u0652]/g, "")
    .normalize("NFC")
    .replace(/[łøđðþæœıħßς]/g, (letter) => LETTERS[letter])
    .replace(/\p{Cf}/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();

// Of the whole page, and of what a form that stays on its page brings back.
function prepare(root) {
  // <div data-shown-when="field-name" data-shown-for="value other-value">: shown when one of those radios is chosen, or while
  // something is typed or ticked in it.
  for (const box of root.querySelectorAll("[data-shown-when]")) {
    const radios = document.getElementsByName(box.dataset.shownWhen);
    if (!radios.length) continue;
    const update = () => {
      const chosen = [...radios].find((radio) => radio.checked)?.value;
      const typed = [...box.querySelectorAll("input, textarea")].some((field) =>
        field.type === "checkbox" || field.type === "radio" ? field.checked : field.value.trim(),
      );
      box.hidden = !box.dataset.shownFor.split(" ").includes(chosen) && !typed;
    };
    for (const radio of radios) radio.addEventListener("change", update);
    update();
  }

  // An amount with buttons for a step less, a step more and all of it. A decimal comma is a point.
  for (const stepper of root.querySelectorAll("[data-stepper]")) {
    const field = stepper.querySelector("input");
    const { least, most } = field.dataset;
    for (const button of stepper.querySelectorAll("[data-step], [data-all]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        if ("all" in button.dataset) return (field.value = most);
        const step = Number(button.dataset.step);
        const size = Math.abs(step);
        const now = Number(field.value.replace(",", ".")) || 0;
        const next = Math.min(Math.max(Math.round((now + step) / size) * size, Number(least)), Number(most));
        field.value = next.toFixed(2);
      });
    }
  }

  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // <input data-filter="list-id">: shows only the items whose data-words have every word typed, as one types, or whose
  // data-address begins with it.
  for (const field of root.querySelectorAll("[data-filter]")) {
    const items = [...document.getElementById(field.dataset.filter).querySelectorAll("[data-words]")];
    const update = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const isIn = (word, { words, address }) => address.startsWith(word) || (plain(word) && words.includes(plain(word)));
      for (const item of items) item.hidden = !words.every((word) => isIn(word, item.dataset));
    };
    field.addEventListener("input", update);
    update();
  }
}
prepare(document);

// <div data-print-at-once>: a page that is there to be printed, once its typefaces are.
if (document.querySelector("[data-print-at-once]")) {
  window.addEventListener("load", () => document.fonts.ready.then(() => window.print()));
}
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) prepare(event.detail.elt);
});
