// Moves the bar of a long import; without this a link on the page loads it again.
document.addEventListener("DOMContentLoaded", () => {
  const panel = document.getElementById("import-progress");
  if (!panel) return;
  const bar = panel.querySelector("progress");
  const words = document.getElementById("progress-label");
  const look = async () => {
    try {
      const answer = await fetch("?poll=1", { headers: { Accept: "application/json" } });
      const job = await answer.json();
      if (!job.running) return location.reload();
      if (job.of) {
        bar.max = job.of;
        bar.value = job.done;
      } else {
        bar.removeAttribute("value");
      }
      if (words.textContent !== job.words) words.textContent = job.words;
    } catch {
      // The server may be starting again: look once more.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 500);
});
