// While the server cannot be reached: say so before anything else, and what is kept.

function say(text) {
  const main = document.getElementById("main");
  let band = document.getElementById("away");
  if (!text) return band?.remove();
  if (!band) {
    band = document.createElement("p");
    band.id = "away";
    band.className = "d-away";
    band.setAttribute("role", "alert");
    main?.prepend(band);
  }
  band.textContent = text;
}

/** Listen for questions that got no answer, and for the first one that does again. */
export function watchServer() {
  document.addEventListener("htmx:sendError", () => {
    const at = document.querySelector("#as-of time")?.textContent ?? "";
    say(`The server cannot be reached. The list is as of ${at}; what you typed stays here. It is tried again every 15 seconds.`);
    document.documentElement.classList.add("is-stale");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.xhr?.status) return;
    say("");
    document.documentElement.classList.remove("is-stale");
  });
}
