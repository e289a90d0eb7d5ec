// Shows what a supposition gives while it is typed; without this the button "คำนวณ" does it.
// The page is made by the server as ever: parts marked data-live are taken from its answer, the fields stay as they are.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form.suppose");
  if (!form) return;
  const initial = new Map(new FormData(form));
  let timer;
  let asked = 0;

  async function recount() {
    const mine = ++asked;
    const changed = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value !== initial.get(name) || kept.has(name)));
    const address = changed.size ? `${form.action}?${changed}` : form.action;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || mine !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(part.id);
      if (other) part.replaceChildren(...other.childNodes);
    }
    for (const input of form.querySelectorAll("input")) {
      const other = fresh.getElementById(input.id);
      if (!other) continue;
      input.toggleAttribute("aria-invalid", other.hasAttribute("aria-invalid"));
      if (other.hasAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
      input.closest(".field").className = other.closest(".field").className;
    }
    history.replaceState(null, "", address);
  }

  // What the address named already stays named, also when it is typed back to what it was.
  const kept = new Set(new URLSearchParams(location.search).keys());
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => recount().catch(() => {}), 350);
  });
});
