// Asks the server for the result of what is typed, a moment after the last key; nothing is saved by that. The newest
// answer wins. Where the figures give no result the last one stays, marked as not of these figures.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("assessment_form");
  const button = document.getElementById("preview");
  const said = document.getElementById("result-said");
  const short = document.getElementById("edit-result");
  if (!form || !button || !said) return;
  const PAUSE = 400;  // ms
  let timer = 0;
  let asked = 0;
  let asking = null;
  button.hidden = true;

  const panel = () => document.getElementById("result");
  const tell = () => {
    const overall = panel().querySelector(".result-body:not(.not-current) #overall")?.textContent;
    const level = panel().querySelector(".result-body:not(.not-current) .level")?.textContent;
    short.textContent = overall && overall !== "–" ? `ภาพรวม ${overall} ${level}` : "";
  };
  const show = (fragment) => {
    const next = fragment.querySelector("#result");
    const last = panel().querySelector(".result-body");
    if (last && !next.querySelector(".result-body")) {
      last.classList.add("not-current");
      next.append(last);
    }
    panel().replaceWith(next);
    const wrong = new Set([...next.querySelectorAll(".result-note a")].map((link) => link.hash.slice(1)));
    for (const field of form.querySelectorAll("input[type=text]")) {
      if (wrong.has(field.id)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    if (said.textContent !== next.dataset.said) said.textContent = next.dataset.said;
    tell();
  };
  const fail = () => {
    panel().querySelector(".result-body")?.classList.add("not-current");
    panel().dataset.state = "unknown";
    said.textContent = "ติดต่อระบบเพื่อคำนวณผลไม่ได้ ค่าที่กรอกยังอยู่ครบ";
    document.getElementById("result-heading").textContent = said.textContent;
    tell();
  };
  const ask = async () => {
    const mine = ++asked;
    asking?.abort();
    asking = new AbortController();
    const data = new FormData(form);
    data.set(button.name, "panel");
    data.delete("form_token");  // it is for what is sent once
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, signal: asking.signal });
      const text = await answer.text();
      if (mine !== asked) return;
      const fragment = new DOMParser().parseFromString(text, "text/html");
      if (answer.ok && !answer.redirected && fragment.querySelector("#result")) show(fragment);
      else fail();
    } catch (error) {
      if (error.name !== "AbortError" && mine === asked) fail();
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { clearTimeout(timer); asked += 1; asking?.abort(); });
  tell();
  const unsaved = document.getElementById("edit-status")?.classList.contains("unsaved");
  if (unsaved && form.querySelector("[data-saved]")) soon();
});
