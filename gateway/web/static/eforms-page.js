// Makes the page of an electronic form answer while somebody fills it in: related fields come and go, a field that was
// left is checked at once, and a form with problems is not sent, but for a draft. Without it the page does the same by sending itself.

import { check } from "./eforms.js";

const form = document.querySelector("form.eform");
const words = form.dataset.lang === "en" ? "en" : "vi";
const touched = new Set();
const served = new Map(); // what the server found wrong, by pointer, until its field is changed: it knows more than the page
let plan = null;

/** The answers as they stand in the page; rows by their places in it. */
function answersOf(fields, at) {
  const found = {};
  for (const field of fields) {
    const value = valueOf(field, `${at}/${field.key}`);
    if (value !== undefined && value !== "") found[field.key] = value;
  }
  return found;
}

function valueOf(field, pointer) {
  if (field.kind === "group") return answersOf(field.fields, pointer);
  if (field.kind === "table") {
    const rows = form.elements[`${pointer}#rows`];
    return Array.from({ length: rows ? Number(rows.value) : 0 }, (_, at) => answersOf(field.fields, `${pointer}/${at}`));
  }
  const inputs = [...form.querySelectorAll(`[name="${pointer}"]`)];
  if (field.many) return inputs.filter((input) => input.checked).map((input) => input.value);
  const input = inputs.length > 1 ? inputs.find((one) => one.checked) : inputs[0];
  return input ? input.value : undefined;
}

function look() {
  const chosen = form.elements._case;
  const context = { today: form.dataset.today, case: chosen ? chosen.value : form.dataset.case || "", channel: "online", papers: null, communes: null };
  const fields = plan.sections.flatMap((section) => section.fields);
  return check(plan, answersOf(fields, ""), context);
}

/** Whether somebody has begun the row that a pointer lies in; one that nobody has begun is not spoken of. */
const begun = (row, shown) => Object.keys(shown).some((pointer) => pointer.startsWith(`${row}/`));

function show({ problems, shown }, all) {
  const wrong = new Map();
  for (const problem of problems) if (!wrong.has(problem.pointer)) wrong.set(problem.pointer, problem[words]);
  for (const place of form.querySelectorAll("[data-at]")) {
    const pointer = place.dataset.at, row = place.closest("[data-row]");
    if (!row || begun(row.dataset.row, shown)) place.hidden = !(pointer in shown);
    const optional = place.querySelector(":scope > legend > .when-optional, :scope > label > .when-optional");
    if (optional) optional.hidden = Boolean(shown[pointer]);
    const told = (all || touched.has(pointer)) && wrong.get(pointer) || served.get(pointer) || "";
    const message = document.getElementById(`f${pointer.replaceAll("/", "-")}-wrong`);
    if (message) { message.textContent = told; message.hidden = !told; }
    for (const input of form.querySelectorAll(`[name="${pointer}"]`)) {
      if (told) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
      if (shown[pointer]) input.setAttribute("aria-required", "true"); else input.removeAttribute("aria-required");
    }
  }
  for (const section of form.querySelectorAll("[data-section]")) {
    section.hidden = !section.querySelector("[data-at]:not([hidden])");
  }
}

async function fillCommunes(province) {
  const select = form.querySelector(`select[name="${province.name.replace(/province$/, "commune")}"]`);
  if (!select) return;
  select.replaceChildren(select.options[0]);
  if (!province.value) return;
  const asked = province.value;
  const answer = await fetch(`/api/v1/provinces/${asked}/communes`);
  const { items } = answer.ok ? await answer.json() : { items: [] };
  if (province.value !== asked) return; // arrow keys go through provinces one by one, and answers come in any order
  select.replaceChildren(select.options[0], ...items.map((unit) => new Option(unit.full_name, unit.code)));
}

function changed({ target, type }) {
  if (type === "change" && target.dataset.unit === "province") fillCommunes(target);
  if (type !== "input" && target.name && target.value) touched.add(target.name);
  if (type !== "focusout" && target.name) {
    for (const at of served.keys()) if (target.name === at || target.name.startsWith(`${at}/`)) served.delete(at);
  }
  if (held) late = true;
  else show(look(), false);
}

// Who presses a button leaves a field. What is said of that field would move the button away from under the finger
// before it is let go, and the press would be lost: it is said right after.
let held = false, late = false;

function letGo() {
  held = false;
  if (!late) return;
  late = false;
  show(look(), false);
}

document.addEventListener("mousedown", () => { held = true; }, true);
document.addEventListener("mouseup", () => setTimeout(letGo), true);

function send(event) {
  if ("draft" in form.dataset) return; // A draft is saved whatever is wrong with it; the server then says what.
  const pressed = event.submitter ? event.submitter.name : "";
  if (pressed !== "" && pressed !== "_check") return;
  const found = look();
  if (!found.problems.length) return;
  event.preventDefault();
  show(found, true);
  const first = form.querySelector('[aria-invalid="true"], .wrong:not([hidden])');
  if (first) { if (first.matches(".wrong")) first.tabIndex = -1; first.focus(); }
}

const answer = await fetch(form.dataset.plan);
if (answer.ok) {
  ({ plan } = await answer.json());
  for (const type of ["input", "change", "focusout"]) form.addEventListener(type, changed);
  form.addEventListener("submit", send);
  // What was chosen before this answered, on a slow line or by going back, has its effect now.
  for (const province of form.querySelectorAll('[data-unit="province"]')) {
    const commune = form.querySelector(`select[name="${province.name.replace(/province$/, "commune")}"]`);
    if (province.value && commune && commune.options.length < 2) fillCommunes(province);
  }
  for (const message of form.querySelectorAll("[data-at] .wrong:not([hidden])")) {
    served.set(message.closest("[data-at]").dataset.at, message.textContent);
  }
  show(look(), false);
  form.dataset.live = "yes"; // for style, and for those who wait until the page answers by itself
}
