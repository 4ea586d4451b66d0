// What a reviewer has typed and not yet sent is lost with the page: the browser asks before it leaves.
let isTyped = false;

const isOfDecision = (field) => field?.form?.id === "decision" && field.type !== "hidden";

document.addEventListener("input", (event) => {
  if (isOfDecision(event.target)) isTyped = true;
});
document.addEventListener("submit", (event) => {
  if (event.target.id === "decision" && !event.defaultPrevented) isTyped = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isTyped) event.preventDefault();
});
