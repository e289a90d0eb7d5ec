// What is typed into a staff form and not saved: asked about before the page is left, kept in this browser, and offered
// again. A form takes part when it posts and has something to type into. Nothing here is needed to save.
//
// Other scripts ask `window.unsavedForms`: is a form unsaved, and tell me when that changes.
(() => {
  const TYPED = "input[type=text], input[type=number], input[type=email], input[type=url], input:not([type]), select, textarea";
  const TICKED = "input[type=checkbox], input[type=radio]";
  const SPECIAL = ["csrfmiddlewaretoken", "form_token"];
  const KEPT_DAYS = 7;
  const PREFIX = "ita-typed:";
  const person = document.querySelector("meta[name=signed-in]")?.content ?? "";
  // The answer to a form that was sent: what its fields hold is not saved.
  const nameOf = (token) => token.split(":")[0].split(".")[1] ?? "";
  const asked = nameOf(new URLSearchParams(location.search).get("_answer") ?? "");

  // A figure is the same in any digits and with or without ending zeros; a text without its outer spaces.
  const plain = (text) => {
    const value = [...text].map((char) => {
      const code = char.codePointAt(0);
      for (const zero of [0x0e50, 0xff10]) if (code >= zero && code <= zero + 9) return String(code - zero);
      return char;
    }).join("").replaceAll("\r\n", "\n").trim();
    return /^\d+(\.\d+)?$/.test(value) ? String(Number(value)) : value;
  };
  const many = (options) => [...options].map((option) => option.value).join("\n");
  const valueOf = (field) => {
    if (field.multiple && field.options) return many(field.selectedOptions);
    return field.matches(TICKED) ? String(field.checked) : plain(field.value);
  };
  const savedValueOf = (field) => {
    if (field.matches(TICKED)) return String(field.defaultChecked);
    if (field.dataset.saved !== undefined) return plain(field.dataset.saved);
    if (!field.matches("select")) return plain(field.defaultValue);
    if (field.multiple) return many([...field.options].filter((option) => option.defaultSelected));
    const chosen = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return plain(chosen?.value ?? "");
  };
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !field.disabled
    && !field.name.startsWith("_") && !field.matches(".selectfilter") && (field.matches(TYPED) || field.matches(TICKED)));

  class Kept {
    // One form's texts in this browser, by person, address and the token of the rendered form.
    constructor(form) {
      this.form = form;
      this.token = nameOf(form.elements.form_token?.value ?? "");
      this.place = `${PREFIX}${person}:${location.pathname}#${form.id}:`;
    }

    get key() { return this.place + this.token; }

    write() {
      const fields = [...this.form.elements].filter((field) => field.name && !SPECIAL.includes(field.name)
        && !field.name.startsWith("_") && !field.matches("[type=file], [type=password], [type=submit], button")
        && (!field.matches(TICKED) || field.checked)).flatMap((field) => (field.multiple
        ? [...field.selectedOptions].map((option) => [field.name, option.value]) : [[field.name, field.value]]));
      try {
        localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields }));
        return true;
      } catch {
        return false;  // full, or forbidden
      }
    }

    drop(token = this.token) { localStorage.removeItem(this.place + token); }

    // What an earlier page of the same form left behind, newest first.
    earlier() {
      return keys().filter((key) => key.startsWith(this.place) && key !== this.key)
        .map((key) => ({ key, ...read(key) })).sort((one, other) => other.at - one.at);
    }
  }

  const keys = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return [];
    }
  };
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? { at: 0, fields: [] };
    } catch {
      return { at: 0, fields: [] };
    }
  };
  const clean = () => {
    const done = document.cookie.match(/(?:^|; )form_done=([\w-]+)/)?.[1];
    if (done) {
      keys().filter((key) => key.endsWith(`:${done}`)).forEach((key) => localStorage.removeItem(key));
      document.cookie = "form_done=; path=/; max-age=0; samesite=lax";
    }
    const old = Date.now() - KEPT_DAYS * 86_400_000;
    keys().filter((key) => read(key).at < old).forEach((key) => localStorage.removeItem(key));
  };

  // Whether the form holds all that was kept, so that there is nothing to offer.
  const holds = (form, fields) => {
    const now = new Map();
    for (const field of form.elements) {
      if (!field.name || (field.matches(TICKED) && !field.checked)) continue;
      now.set(field.name, [...(now.get(field.name) ?? []), plain(field.value)]);
    }
    const then = new Map();
    for (const [name, value] of fields) then.set(name, [...(then.get(name) ?? []), plain(value)]);
    const typed = new Set([...fieldsOf(form).map((field) => field.name), ...fields.map(([name]) => name)]);
    return [...typed].filter((name) => !["based_on", "as_typed"].includes(name))
      .every((name) => String(then.get(name) ?? "") === String(now.get(name) ?? ""));
  };

  // Put kept texts into the form. Fields that the form does not have are added where the form can show itself as typed.
  const fill = (form, fields) => {
    const names = new Set(fields.map(([name]) => name));
    const left = new Map();
    for (const [name, value] of fields) left.set(name, [...(left.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || SPECIAL.includes(field.name) || field.disabled || /-[A-Z_]+_FORMS$/.test(field.name)) continue;
      if (field.matches(TICKED)) {
        const values = left.get(field.name) ?? [];
        field.checked = values.includes(field.value);
        left.set(field.name, values.filter((value) => value !== field.value));
      } else if (field.multiple && field.options) {
        for (const option of field.options) option.selected = (left.get(field.name) ?? []).includes(option.value);
        left.delete(field.name);
      } else if (names.has(field.name) && left.get(field.name)?.length) {
        field.value = left.get(field.name).shift();
      }
    }
    return [...left].flatMap(([name, values]) => values.map((value) => [name, value]));
  };

  const offer = (state) => {
    const { form, kept } = state;
    kept.drop(asked);  // this page is the answer to it, and has all that was sent
    const found = kept.earlier().filter((each) => {
      if (!holds(form, each.fields)) return true;
      localStorage.removeItem(each.key);  // the page holds it: kept from here on under the page's own name
      return false;
    });
    if (!found.length) return;
    const newest = found[0];
    const box = document.createElement("div");
    box.className = "kept-offer";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "สิ่งที่กรอกไว้ก่อนหน้านี้");
    const when = new Date(newest.at).toLocaleString("th-TH-u-nu-thai", { dateStyle: "long", timeStyle: "short" });
    const words = document.createElement("p");
    words.textContent = `มีสิ่งที่กรอกไว้ในหน้านี้เมื่อ ${when} ซึ่งยังไม่ได้บันทึก`;
    const button = (text, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.addEventListener("click", act);
      return made;
    };
    const forget = () => {
      found.forEach((each) => localStorage.removeItem(each.key));
      box.remove();
    };
    box.append(words, button("นำกลับมาใส่", () => {
      const missing = fill(form, newest.fields);
      const asTyped = form.elements.as_typed?.value;
      if (missing.length && asTyped) {
        for (const [name, value] of missing) {
          const field = document.createElement("textarea");
          [field.name, field.value, field.hidden] = [name, value, true];
          form.append(field);
        }
        const press = document.createElement("button");
        [press.name, press.value, press.hidden] = [asTyped, "1", true];
        form.append(press);
        found.forEach((each) => localStorage.removeItem(each.key));
        form.requestSubmit(press);
        return;
      }
      const texts = missing.filter(([name, value]) => value.trim() && !["based_on", "as_typed"].includes(name));
      form.dispatchEvent(new Event("input", { bubbles: true }));
      state.tell();
      forget();
      if (!texts.length) return;
      const rest = document.createElement("div");
      rest.className = "kept-offer";
      const say = document.createElement("p");
      say.textContent = "ข้อความต่อไปนี้ไม่มีช่องในหน้านี้แล้ว คัดลอกไปใช้ได้";
      const list = document.createElement("ul");
      for (const [, value] of texts) list.append(Object.assign(document.createElement("li"), { textContent: value }));
      rest.append(say, list);
      form.before(rest);
    }), button("ทิ้ง", forget));
    form.before(box);
  };

  class State {
    constructor(form) {
      this.form = form;
      this.kept = new Kept(form);
      this.saved = new Map(fieldsOf(form).map((field) => [field, savedValueOf(field)]));
      const typed = form.querySelector(TYPED) !== null;
      this.unsavedFromTheStart = asked !== "" && typed && !form.querySelector("[data-saved]");
      this.leaving = false;
      this.listeners = [];
      this.last = null;
      this.said = null;
    }

    get unsaved() {
      return this.unsavedFromTheStart || [...this.saved].some(([field, saved]) => valueOf(field) !== saved);
    }

    tell() {
      const now = this.unsaved;
      clearTimeout(this.timer);
      if (now) this.timer = setTimeout(() => this.kept.write(), 300);
      else this.kept.drop();
      if (now !== this.last) {
        this.last = now;
        this.listeners.forEach((listener) => listener(now));
      }
    }

    say(text) {
      if (!this.said) {
        this.said = document.createElement("p");
        this.said.className = "form-said";
        this.said.setAttribute("role", "status");
        const row = [...this.form.querySelectorAll(".submit-row")].at(-1);
        if (row) row.before(this.said);
        else this.form.append(this.said);
      }
      this.said.textContent = text;
      this.said.hidden = !text;
    }
  }

  const states = [];
  window.unsavedForms = {
    of: (form) => states.find((state) => state.form === form) ?? null,
    // Calls `listener(unsaved)` now and whenever that changes.
    watch: (form, listener) => {
      const state = states.find((each) => each.form === form);
      if (!state) return;
      state.listeners.push(listener);
      listener(state.unsaved);
    },
  };

  const start = () => {
    try {
      clean();
    } catch {
      return;  // the browser keeps nothing: then nothing is promised either
    }
    const login = document.getElementById("login-form");
    if (login) {
      const next = new URLSearchParams(location.search).get("next") ?? "";
      if (keys().some((key) => key.includes(`:${next.split("?")[0]}#`) && next)) {
        const note = document.createElement("p");
        note.className = "kept-offer";
        note.textContent = "สิ่งที่กรอกไว้ยังเก็บอยู่ในเบราว์เซอร์นี้ เมื่อเข้าสู่ระบบด้วยชื่อผู้ใช้เดิม จะเลือกนำกลับมาใส่ได้";
        login.before(note);
      }
      return;
    }
    if (!person) return;
    const forms = [...document.querySelectorAll("#content form")].filter((form) => form.method === "post"
      && form.elements.form_token && form.id !== "changelist-form" && form.querySelector(`${TYPED}, ${TICKED}`)
      && !form.querySelector("[type=password]"));
    for (const form of forms) {
      const state = new State(form);
      states.push(state);
      offer(state);
      const tell = () => state.tell();
      form.addEventListener("input", tell);
      form.addEventListener("change", tell);
      form.addEventListener("submit", (event) => submit(state, event));
      tell();
    }
    window.addEventListener("beforeunload", (event) => {
      if (states.some((state) => !state.leaving && state.unsaved)) event.preventDefault();
    });
    // Before the page goes, what was typed last is kept too.
    window.addEventListener("pagehide", () => {
      if (!signingOut) states.filter((state) => state.unsaved).forEach((state) => state.kept.write());
      else keys().forEach((key) => localStorage.removeItem(key));
    });
    window.addEventListener("pageshow", () => states.forEach((state) => {
      state.leaving = false;
      state.tell();
    }));
    window.addEventListener("offline", network);
    window.addEventListener("online", network);
    if (!navigator.onLine) network();
    let signingOut = false;
    document.getElementById("logout-form")?.addEventListener("submit", () => { signingOut = true; });
  };

  const submit = (state, event) => {
    if (event.defaultPrevented) return;
    if (!navigator.onLine) {
      event.preventDefault();
      state.kept.write();
      network();
      return;
    }
    if (state.unsaved) state.kept.write();
    state.leaving = true;
  };

  // Says on the saving buttons that there is no network; they come back with it.
  const network = () => {
    const off = !navigator.onLine;
    for (const state of states) {
      state.say(off ? "ไม่มีเครือข่าย จึงยังไม่ได้บันทึก สิ่งที่กรอกยังอยู่ครบในหน้านี้ และเก็บไว้ในเบราว์เซอร์นี้แล้ว"
        : (state.said?.textContent ? "เครือข่ายกลับมาแล้ว กดบันทึกได้" : ""));
      if (off && state.unsaved) state.kept.write();
      for (const button of state.form.querySelectorAll(".submit-row [type=submit]")) {
        if (off) button.dataset.words ??= button.value || button.textContent;
        const words = off ? "ไม่มีเครือข่าย บันทึกไม่ได้ขณะนี้" : button.dataset.words;
        if (words === undefined) continue;
        if (button.matches("input")) button.value = words;
        else button.textContent = words;
      }
    }
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
