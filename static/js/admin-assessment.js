// Choosing another fiscal year shows that year's indicators at once; without this the button beside the year does it.
// Ctrl+Enter saves from anywhere in the form.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("assessment_form");
  const year = document.getElementById("id_fiscal_year");
  const reload = document.getElementById("reload-grid");
  const save = form?.querySelector("input[name=_save]");
  if (year && reload) year.addEventListener("change", () => form.requestSubmit(reload));
  if (!save) return;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(save);
  });
});
