// Says below the grid whether the screen holds something that is not saved. What that means: forms-unsaved.js.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("assessment_form");
  const status = document.getElementById("edit-status");
  const state = document.getElementById("edit-state");
  if (!form || !status || !window.unsavedForms) return;
  status.hidden = false;
  window.unsavedForms.watch(form, (unsaved) => {
    status.classList.toggle("unsaved", unsaved);
    state.textContent = unsaved ? "ยังไม่ได้บันทึก" : "ไม่มีการแก้ไขที่ยังไม่ได้บันทึก";
  });
});
