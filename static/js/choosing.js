// Choosing a whole track on the spot; without this, the server answers with the same choices made.
const options = [...document.querySelectorAll(".slot-choice input[data-track]")];
const overlap = (one, other) =>
  Number(one.dataset.from) < Number(other.dataset.until) && Number(other.dataset.from) < Number(one.dataset.until);

function follow(track) {
  const ofTrack = options.filter((radio) => radio.dataset.track.trim() === track);
  const picked = [];
  for (const radio of ofTrack) if (!radio.disabled && !picked.some((other) => overlap(radio, other))) picked.push(radio);
  for (const slot of document.querySelectorAll(".slot-choice")) {
    const own = [...slot.querySelectorAll("input[data-track]")];
    const mine = own.find((radio) => picked.includes(radio));
    if (mine) mine.checked = true;
    else if (own.some((radio) => picked.some((other) => overlap(radio, other)))) {
      slot.querySelector("[data-undecided]").checked = true;
    }
  }
  return ofTrack.filter((radio) => radio.disabled);
}

for (const button of document.querySelectorAll("[data-whole-track]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const full = follow(button.value).map((radio) => `“${radio.closest("label").querySelector("strong").textContent}”`);
    document.querySelector("[data-track-said]").textContent = full.length
      ? `${button.value} is chosen, except what is full: ${full.join(", ")}.`
      : `${button.value} is chosen. Save it below.`;
  });
}
