// Choosing another fiscal year shows that year's indicators at once; without this the button beside the year does it.
document.addEventListener("DOMContentLoaded", () => {
  const year = document.getElementById("id_fiscal_year");
  const button = document.getElementById("reload-grid");
  if (!year || !button) return;
  year.addEventListener("change", () => year.form.requestSubmit(button));
});
