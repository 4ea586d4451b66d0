// The name as it will stand on certificates, while it is typed.
const field = document.querySelector("[data-preview]");
const preview = field && document.getElementById(field.dataset.preview);
const given = document.getElementById("id_given_name");
const family = document.getElementById("id_family_name");
let follows = field && !field.value.trim();

function show() {
  preview.textContent = field.value.trim() || "Your name";
}
function follow() {
  if (!follows) return;
  field.value = `${given.value} ${family.value}`.trim();
  show();
}
if (preview) {
  field.addEventListener("input", () => {
    follows = !field.value.trim();
    show();
  });
  given?.addEventListener("input", follow);
  family?.addEventListener("input", follow);
}

// A new line of numbers is where one wants to type next.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "numbers") return;
  const kinds = document.querySelectorAll("#numbers select[name$=-kind]");
  kinds[kinds.length - 1]?.focus();
});
