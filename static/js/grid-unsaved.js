// Says whether the screen holds something that is not saved, and asks before it is left with that.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("assessment_form");
  const status = document.getElementById("edit-status");
  const state = document.getElementById("edit-state");
  if (!form || !status) return;
  // A figure is the same in any digits and with or without ending zeros; a text without its outer spaces.
  const plain = (text) => {
    const value = [...text].map((char) => {
      const code = char.codePointAt(0);
      for (const zero of [0x0e50, 0xff10]) if (code >= zero && code <= zero + 9) return String(code - zero);
      return char;
    }).join("").replaceAll("\r\n", "\n").trim();
    return /^\d+(\.\d+)?$/.test(value) ? String(Number(value)) : value;
  };
  const fields = [...form.elements].filter((field) => field.name && !field.disabled
    && field.matches("input[type=text], select, textarea"));
  const saved = new Map(fields.map((field) => {
    if (field.dataset.saved !== undefined) return [field, field.dataset.saved];
    return [field, field.matches("select") ? field.value : field.defaultValue];
  }));
  let leaving = false;
  let unsaved = null;
  const isUnsaved = () => fields.some((field) => plain(field.value) !== plain(saved.get(field)));
  const tell = () => {
    if (unsaved === (unsaved = isUnsaved())) return;
    status.classList.toggle("unsaved", unsaved);
    state.textContent = unsaved ? "ยังไม่ได้บันทึก" : "ไม่มีการแก้ไขที่ยังไม่ได้บันทึก";
  };
  status.hidden = false;
  tell();
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; tell(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isUnsaved()) event.preventDefault();
  });
});
