// Cells copied from a spreadsheet go where the names beside them say. The server reads the block and answers with a
// list of what would go where; nothing is set before a person has seen and confirmed it, and one press undoes it.
document.addEventListener("DOMContentLoaded", () => {
  const grid = document.getElementById("score-grid");
  const form = document.getElementById("assessment_form");
  const dialog = document.getElementById("paste-dialog");
  const said = document.getElementById("edit-message");
  const undo = document.getElementById("undo-paste");
  if (!grid || !form || !dialog || !said || !undo) return;
  const confirm = document.getElementById("paste-confirm");
  const LONGEST = 100000;  // characters; the server takes no more
  const thai = (count) => String(count).replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)));
  let cell = null;  // where the paste began
  let text = "";
  let asked = 0;
  let pasted = null;  // [cell, value before] of the last paste
  let untouched = false;  // nothing was typed since

  const content = () => document.getElementById("paste-content");
  const moves = () => [...content().querySelectorAll("tr[data-target], input[data-target]:checked")]
    .map((row) => [document.getElementById(row.dataset.target), row.dataset.value])
    .filter(([target]) => target && !target.disabled);
  const put = (pairs) => {
    for (const [target, value] of pairs) target.value = value;
    grid.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // Answers still on their way are for nobody then. Not left to the event of closing: that comes later, when the next
  // paste may have asked already.
  const close = () => {
    asked += 1;
    if (dialog.open) dialog.close();
  };
  const fail = (words) => {
    close();
    said.textContent = words;
  };

  const show = (next, reading) => {
    content().replaceWith(next);
    for (const choice of next.querySelectorAll("input[name=paste-reading]")) {
      choice.addEventListener("change", () => ask(choice.value));
    }
    // Scores of tools go in only where the person says that they were announced.
    for (const offer of next.querySelectorAll("input[data-target]")) {
      offer.addEventListener("change", () => { confirm.hidden = moves().length === 0; });
    }
    const ready = moves().length > 0;
    confirm.hidden = !ready;
    if (!dialog.open) dialog.showModal();
    if (ready && !reading) confirm.focus();
    else (next.querySelector("input") ?? document.getElementById("paste-cancel")).focus();
  };
  // Other choices stay beside the list of the one taken, so that it can be changed.
  const ask = async (reading = "") => {
    const mine = ++asked;
    const data = new FormData(form);
    data.set("_paste", text);
    data.set("_paste_cell", cell.name);
    data.set("_paste_reading", reading);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return;
      const next = answer.ok && !answer.redirected ? page.getElementById("paste-content") : null;
      if (!next) return fail("ยังไม่ได้วาง ระบบอ่านสิ่งที่คัดลอกมาไม่ได้ กรุณาลองอีกครั้ง");
      const choices = content().querySelector(".paste-choices:not(.paste-offers)");
      if (reading && choices && !next.querySelector(".paste-choices:not(.paste-offers)")) next.querySelector("h2").after(choices);
      show(next, reading);
      if (reading) next.querySelector(`input[value="${CSS.escape(reading)}"]`)?.focus();
    } catch {
      if (mine === asked) fail("ยังไม่ได้วาง เพราะติดต่อระบบไม่ได้ กรุณาลองอีกครั้ง");
    }
  };

  grid.addEventListener("paste", (event) => {
    const target = event.target.closest("input");
    const copied = event.clipboardData?.getData("text/plain") ?? "";
    if (!target || !/[\t\r\n]/.test(copied.trim())) return;  // one value is pasted by the browser
    event.preventDefault();
    if (copied.length > LONGEST) return fail("ยังไม่ได้วาง สิ่งที่คัดลอกมายาวเกินไป กรุณาคัดลอกเฉพาะตารางคะแนน หรือนำเข้าจากไฟล์");
    cell = target;
    text = copied;
    ask();
  });
  confirm.addEventListener("click", () => {
    const pairs = moves();
    pasted = pairs.map(([target]) => [target, target.value]);
    close();
    put(pairs);
    untouched = true;
    undo.hidden = false;
    said.textContent = `วางแล้ว ${thai(pairs.length)} ช่อง`;
  });
  document.getElementById("paste-cancel").addEventListener("click", close);
  dialog.addEventListener("cancel", () => { asked += 1; });  // by Escape
  dialog.addEventListener("close", () => cell?.focus());

  const restore = () => {
    const count = pasted.length;
    put(pasted);
    pasted[0]?.[0].focus();
    pasted = null;
    untouched = false;
    undo.hidden = true;
    said.textContent = `เลิกทำการวางแล้ว คืนค่าเดิม ${thai(count)} ช่อง`;
  };
  undo.addEventListener("click", restore);
  grid.addEventListener("input", (event) => {
    if (event.target !== grid) untouched = false;
  });
  grid.addEventListener("keydown", (event) => {
    const pressed = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === "KeyZ";
    if (!pressed || !pasted || !untouched) return;
    event.preventDefault();
    restore();
  });
});
