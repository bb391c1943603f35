// Suggestions while somebody types into a search: a combobox after WAI-ARIA 1.2. Without this, or while nothing can be
// asked, the field is a plain one and the search works as ever.

const english = document.documentElement.lang === "en";
const say = (vi, en) => (english ? en : vi);
const KINDS = {
  procedure: say("thủ tục", "procedure"),
  "life-event": say("nhóm việc", "group"),
  field: say("lĩnh vực", "field"),
  phrase: "",
};
const AFTER = 120; // milliseconds without a key before anything is asked

function combobox(input) {
  const form = input.form;
  const list = document.createElement("ul");
  const told = document.createElement("p");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Gợi ý", "Suggestions"));
  list.hidden = true;
  told.className = "hidden";
  told.setAttribute("role", "status");
  input.parentElement.classList.add("suggesting");
  input.after(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
  })) input.setAttribute(name, value);

  let typed = "", at = -1, timer = 0, asked = null;

  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function move(to) {
    const all = options();
    at = to < -1 ? all.length - 1 : to >= all.length ? -1 : to;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    }
  }

  function choose(option) {
    const { kind, key, text } = option.dataset;
    close();
    if (kind === "phrase") {
      input.value = text;
      form.requestSubmit();
      return;
    }
    const to = new URL(kind === "procedure" ? `/thu-tuc/${encodeURIComponent(key)}` : "/thu-tuc", location.origin);
    if (kind !== "procedure") to.searchParams.set(kind.replace("-", "_"), key);
    if (english) to.searchParams.set("lang", "en");
    location.assign(to);
  }

  function show(items) {
    list.replaceChildren(...items.map((item, place) => {
      const option = document.createElement("li");
      const name = document.createElement("span");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      Object.assign(option.dataset, { kind: item.kind, key: item.key, text: item.text });
      name.textContent = (english && item.text_en) || item.text;
      name.lang = english && item.text_en ? "en" : "vi";
      option.append(name);
      if (KINDS[item.kind]) {
        const kind = document.createElement("span");
        kind.className = "soft small";
        kind.textContent = KINDS[item.kind];
        option.append(" ", kind);
      }
      return option;
    }));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(items.length > 0));
    told.textContent = items.length ? say(`${items.length} gợi ý, chọn bằng phím mũi tên`, `${items.length} suggestions, choose with the arrow keys`) : "";
  }

  async function ask() {
    if (asked) asked.abort();
    asked = new AbortController();
    const to = new URL("/api/v1/suggestions", location.origin);
    to.searchParams.set("q", typed);
    to.searchParams.set("limit", "8");
    const tab = form.elements.tab;
    if (tab && tab.value) to.searchParams.set("tab", tab.value);
    try {
      const answer = await fetch(to, { signal: asked.signal });
      const { items } = answer.ok ? await answer.json() : { items: [] };
      if (document.activeElement === input) show(items.filter((item) => item.kind in KINDS));
    } catch {
      // Given up for a newer question, or no network: nothing is suggested.
    }
  }

  input.addEventListener("input", () => {
    typed = input.value.trim();
    clearTimeout(timer);
    if (!typed) { if (asked) asked.abort(); close(); return; }
    timer = setTimeout(ask, AFTER);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // A Vietnamese input method is at work on the word.
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { if (list.children.length && input.value.trim()) { list.hidden = false; input.setAttribute("aria-expanded", "true"); } else return; }
      event.preventDefault();
      move(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      choose(options()[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // The field keeps the focus.
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) choose(option);
  });
  input.dataset.suggests = "yes"; // for those who wait until the field answers
}

for (const input of document.querySelectorAll("[data-suggest]")) combobox(input);
