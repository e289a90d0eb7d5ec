// Shows what a typed wording will look like in the report while it is typed. Without this the button does it.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("wording_form");
  if (!form) return;
  const waiting = new Map();

  async function preview(key) {
    const data = new FormData(form);
    data.set("_preview", key);
    data.delete("form_token");  // it is for what is sent once
    const field = document.getElementById(`id_text-${key}`);
    const asked = field.value;
    const answer = await fetch(form.action || location.pathname, { method: "POST", body: data });
    if (!answer.ok || field.value !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of [`preview-${key}`, `id_text-${key}_error`]) {
      const shown = document.getElementById(id);
      const fresh = page.getElementById(id);
      if (shown && fresh) shown.replaceWith(document.importNode(fresh, true));
    }
    const wrong = !document.getElementById(`id_text-${key}_error`).hidden;
    field.closest(".field").classList.toggle("errors", wrong);
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  form.addEventListener("input", (event) => {
    const section = event.target.closest("[data-paragraph]");
    if (!section) return;
    const key = section.dataset.paragraph;
    clearTimeout(waiting.get(key));
    waiting.set(key, setTimeout(() => preview(key).catch(() => {}), 500));
  });
});
