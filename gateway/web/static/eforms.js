// The check of an electronic form in the browser: the same plan, answers and problems as on the server.
// It is services/catalog/contract/forms/{texts,dates,conditions,values,checking}.py once more, in the same order and with the same
// names; generated cases compare the two. It depends on nothing, touches no page and keeps nothing.

const LARGEST = 90000000000000, EXACT = LARGEST * 100, RAW_MAX = 20000;
const ANSWERS_MAX = 100000, PROBLEMS_MAX = 200, ROWS_MAX = 200, TOLD_UNKNOWN = 20;
const HIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
const WIDTHLESS = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const BLANKS = "\t\n\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" +
  "\u2028\u2029\u202f\u205f\u3000";
const BLANK_RUN = new RegExp(`[${BLANKS}]+`, "g");
const UNSEEN = BLANKS + "\u00ad\u200b\u200c\u200d\u2060\ufeff";
const ABSENT = Symbol("absent");

const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const count = (text) => { let n = 0; for (const _ of text) n += 1; return n; };
const whole = (pattern, text) => new RegExp(`^(?:${pattern})$`).test(text);
const pad = (value) => String(value).padStart(2, "0");
const fine = (value) => [value, "", {}];
const wrong = (code, facts = {}) => [null, "form." + code, facts];

function strip(text, characters) {
  let start = 0, end = text.length;
  while (start < end && characters.includes(text[start])) start += 1;
  while (end > start && characters.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}
const isBlank = (text) => strip(text, UNSEEN) === "";
const ascii = (text, letters, turn) => text.replace(letters, (letter) => letter[turn]());
const small = (text) => ascii(text, /[A-Z]/g, "toLowerCase");

// Conditions: true, false, or null for unknown.

const not = (said) => said === null ? null : !said;
const all = (said) => said.includes(false) ? false : said.includes(null) ? null : true;

function lookUp(path, scope) {
  const own = { $today: scope.context.today, $case: scope.context.case, $channel: scope.context.channel };
  if (has(own, path)) return own[path];
  let steps = path.split("."), found = scope.root;
  if (steps[0] === "$here") { found = scope.here; steps = steps.slice(1); }
  for (const step of steps) {
    if (!isMap(found) || !has(found, step)) return ABSENT;
    found = found[step];
  }
  return found;
}

function evaluate(condition, scope) {
  const { op, of = [], field = "", values = [], left = {}, right = {} } = condition;
  if (op === "all") return all(of.map((part) => evaluate(part, scope)));
  if (op === "any") return not(all(of.map((part) => not(evaluate(part, scope)))));
  if (op === "not") return of.length ? not(evaluate(of[0], scope)) : null;
  if (op === "given") { const value = lookUp(field, scope); return value === null ? null : value !== ABSENT; }
  if (op === "in") return among(lookUp(field, scope), values);
  return compare(op, term(left, scope), term(right, scope));
}

function among(value, values) {
  if (typeof value === "boolean" || typeof value === "number") value = String(value);
  if (isText(value)) return values.includes(value);
  if (Array.isArray(value) && value.every(isText)) return value.some((item) => values.includes(item));
  return null;
}

function term(said, scope) {
  const { years = 0, days = 0, field = "", take } = said;
  if (has(said, "number")) return number100(said.number);
  if (has(said, "date")) return dateSpan(said.date, years, days);
  if (has(said, "text")) return said.text;
  if (take === "rows") { const rows = lookUp(field, scope); return number100(Array.isArray(rows) ? rows.length : 0); }
  if (take === "sum") return sum(field, scope);
  const value = lookUp(field, scope);
  return isText(value) ? dateSpan(value, years, days) || number100(value) || value : number100(value);
}

function sum(path, scope) {
  const dot = path.lastIndexOf("."), rows = lookUp(path.slice(0, Math.max(dot, 0)), scope), column = path.slice(dot + 1);
  let total = 0;
  for (const row of Array.isArray(rows) ? rows : []) {
    const part = has(row, column) ? number100(row[column]) : null;
    total += part ? part[1] : 2 * EXACT;
    if (Math.abs(total) > EXACT) return null;
  }
  return ["n", total, total];
}

function number100(value) {
  if (Number.isInteger(value) && Math.abs(value) <= LARGEST) return ["n", value * 100, value * 100];
  const found = isText(value) ? hundredths(value) : null;
  return found === null ? null : ["n", found, found];
}

function hundredths(text) {
  const found = /^(-?)([0-9]{1,14})\.([0-9]{1,2})$/.exec(text);
  if (!found) return null;
  const value = Number(found[2]) * 100 + Number(found[3].padEnd(2, "0"));
  return value > EXACT ? null : found[1] ? 0 - value : value;
}

const daysIn = (year, month) => month === 2
  ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

function dateSpan(text, years = 0, days = 0) {
  const found = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/.exec(text);
  if (!found) return null;
  const year = Number(found[1]), month = Number(found[2] || 1), last = Number(found[2] || 12);
  if (year < 1000 || year > 3000 || month < 1 || month > 12) return null;
  const first = Number(found[3] || 1), end = found[3] ? first : daysIn(year, last);
  if (first < 1 || end > daysIn(year, last)) return null;
  return ["d", moved(year, month, first, years, days), moved(year, last, end, years, days)];
}

// Date.UTC makes 29 February of a year without one 1 March, which is what the law means by coming of age.
const moved = (year, month, day, years, days) => Date.UTC(year + years, month - 1, day) / 864e5 + days;

function compare(op, left, right) {
  const sign = { eq: "=", ne: "=", lt: "<", ge: "<", gt: ">", le: ">" }[op];
  if (left === null || right === null || !sign) return null;
  const found = basic(sign, left, right);
  return ["ne", "ge", "le"].includes(op) ? not(found) : found;
}

function basic(sign, left, right) {
  if (isText(left) || isText(right)) return sign === "=" && isText(left) && isText(right) ? left === right : null;
  if (left[0] !== right[0]) return null;
  const [[, low, high], [, least, most]] = sign === ">" ? [right, left] : [left, right];
  if (sign === "=") {
    if (high < least || most < low) return false;
    return low === high && least === most ? true : null;
  }
  return high < least ? true : low >= most ? false : null;
}

// Single values: [value, "", {}] or [null, code, facts].

function clean(raw, lines) {
  if (!isText(raw)) return wrong("not-text");
  if (raw.length > RAW_MAX && count(raw) > RAW_MAX) return wrong("too-long", { max: RAW_MAX });
  if (HIDDEN.test(raw)) return wrong("characters");
  const text = raw.replace(WIDTHLESS, "").normalize("NFC");
  return fine(strip(lines ? text.replace(/\r\n|[\r\u2028\u2029]/g, "\n") : text.replace(BLANK_RUN, " "), BLANKS));
}
const cleaned = (raw, then) => { const found = clean(raw); return found[1] ? found : then(found[0]); };
const compact = (raw, then) => cleaned(raw, (text) => then(text.replace(/ /g, "")));
const normalise = (text) => ascii(text.replace(/[\t\n\r \u00a0\u2000-\u200a\u202f\u3000.-]/g, ""), /[a-z]/g, "toUpperCase");

function text(field, raw) {
  const found = clean(raw, field.kind === "long_text");
  if (found[1]) return found;
  const length = count(found[0]);
  if (length < (field.min || 0)) return wrong("too-short", { min: field.min });
  if (length > field.max) return wrong("too-long", { max: field.max });
  return field.pattern && !whole(field.pattern, found[0]) ? wrong("pattern") : found;
}

const name = (field, raw) => cleaned(raw, (text) => {
  if (count(text) > 100) return wrong("too-long", { max: 100 });
  return /[0-9!"#$%&()*+,/:;<=>?@[\\\]^_`{|}~]/.test(text) || !text.replace(/[ '’.-]/g, "") ? wrong("name") : fine(text);
});

function written(raw, code) {
  if (typeof raw === "number") {
    if (!(Math.abs(raw) <= LARGEST) || (raw !== 0 && Math.abs(raw) < 0.001)) return wrong(code);
    return fine(String(raw));
  }
  if (!isText(raw)) return wrong(code);
  return compact(raw, (shown) => {
    if (code === "money") shown = small(shown).replace(/Đ/g, "đ").replace(/(?:đồng|đ|₫|vnđ|vnd)$/, "");
    if (whole("-?[0-9]{1,3}(?:\\.[0-9]{3})+(?:,[0-9]{1,2})?", shown)) return fine(shown.replace(/\./g, "").replace(",", "."));
    return whole("-?[0-9]+(?:[.,][0-9]{1,2})?", shown) ? fine(shown.replace(",", ".")) : wrong(code);
  });
}

function number(field, raw) {
  const code = field.kind, decimals = field.decimals || 0, money = code === "money", found = written(raw, code);
  if (found[1]) return found;
  let [front, part = ""] = found[0].replace(/^(-?)0+(?=[0-9])/, "$1").split(".");
  part = part.replace(/0+$/, "");
  if (part.length > decimals) return decimals ? wrong("decimals", { max: decimals }) : wrong(money ? "money" : "whole");
  const exact = hundredths(`${front}.${part || "0"}`);
  if (exact === null) return wrong(code);
  const low = has(field, "low") ? field.low : money ? 0 : null;
  if (low !== null && exact < low * 100) return wrong("low", { min: low });
  if (has(field, "high") && exact > field.high * 100) return wrong("high", { max: field.high });
  return fine(part ? `${front}.${part}` : exact / 100);
}

const date = (field, raw) => compact(raw, (value) => {
  let year, month, day;
  let found = /^(?:(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-])?([0-9]{4})$/.exec(value);
  found ||= /^([0-9]{2})([0-9]{2})((?:1[89]|2[01])[0-9]{2})$/.exec(value);
  if (found) [, day, month, year] = found;
  else if ((found = /^([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?$/.exec(value))) [, year, month, day] = found;
  else return wrong("date");
  if (year < 1000 || year > 3000) return wrong("date");
  if (month !== undefined && (month < 1 || month > 12)) return wrong("no-such-day");
  if (day !== undefined && (day < 1 || day > daysIn(Number(year), Number(month)))) return wrong("no-such-day");
  const precision = field.precision || "day";
  if (month === undefined && precision !== "year") return wrong(precision === "month" ? "month-needed" : "day-needed");
  if (day === undefined && precision === "day") return wrong("day-needed");
  return fine([year, ...[month, day].filter((part) => part !== undefined).map(pad)].join("-"));
});

function choice(field, raw) {
  const keys = field.options.map((option) => option.key);
  if (!field.many) { const value = isText(raw) ? strip(raw, " ") : null; return keys.includes(value) ? fine(value) : wrong("choice"); }
  const given = isText(raw) ? [raw] : raw;
  if (!Array.isArray(given) || given.length > 500 || !given.every((item) => keys.includes(item))) return wrong("choice");
  return fine(keys.filter((key) => given.includes(key)));
}

const yesNo = (field, raw) => raw === true || raw === "true" ? fine(true) : raw === false || raw === "false" ? fine(false)
  : wrong("yes-no");

const identity = (field, raw, context, plan) => cleaned(raw, (text) => {
  const value = normalise(text), places = plan.birth_places, place = value.slice(0, 3);
  if (!whole(plan.formats.cccd, value)) return wrong("identity");
  return places.provinces.includes(place) || Number(place) >= places.first_country ? fine(value) : wrong("identity-place");
});

const paperNumber = (paper, raw, context, plan) => paper === "cccd" ? identity({}, raw, context, plan) : cleaned(raw, (text) => {
  const value = normalise(text);
  if (paper === "cmnd" || paper === "passport") return whole(plan.formats[paper], value) ? fine(value) : wrong(paper);
  return whole(plan.formats.other_paper, value) ? fine(value) : wrong("paper-number");
});

const phone = (field, raw, context, { formats }) => compact(raw, (text) => {
  const value = text.replace(/[.()-]/g, "").replace(/^(?:\+?84|0084)0?/, "0");
  return whole(formats.phone, value) || whole(formats.phone_abroad, value) ? fine(value) : wrong("phone");
});

const email = (field, raw, context, { formats }) => cleaned(raw, (value) => {
  if (count(value) > 254 || !whole(formats.email, value)) return wrong("email");
  const at = value.lastIndexOf("@");
  return fine(value.slice(0, at) + small(value.slice(at)));
});

const taxCode = (field, raw, context, plan) => compact(raw, (text) => {
  let value = text.replace(/[-.]/g, "");
  if (count(value) === 13) value = `${value.slice(0, 10)}-${value.slice(10)}`;
  if (!whole(plan.formats.tax_code, value)) return wrong("tax-code");
  if (value.length === 12) return identity({}, value, context, plan);
  const expected = 10 - [31, 29, 23, 19, 17, 13, 7, 5, 3].reduce((sum, weight, at) => sum + value[at] * weight, 0) % 11;
  return expected === Number(value[9]) && value.slice(2, 9) !== "0000000" && !value.endsWith("-000") ? fine(value) : wrong("tax-check");
});

function unit(kind, pattern, known) {
  return (field, raw, { communes }) => {
    const value = isText(raw) ? strip(raw, " ") : "";
    return whole(pattern, value) && (!communes || known(communes, value)) ? fine(value) : wrong(kind);
  };
}

const KINDS = {
  text, long_text: text, name, number, money: number, date, choice, yes_no: yesNo, identity, phone, email, tax_code: taxCode,
  province: unit("province", "[0-9]{2}", (communes, value) => Object.values(communes).includes(value)),
  commune: unit("commune", "[0-9]{5}", has),
};

const dayShown = (day) => { const d = new Date(day * 864e5); return `${pad(d.getUTCDate())}/${pad(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`; };

// The check.

function isEmpty(asked, raw) {
  if (raw === null || raw === undefined) return true;
  if (isText(raw)) return isBlank(raw);
  if (Array.isArray(raw)) {
    const row = { kind: "group", fields: asked.fields || [] };
    return !raw.length || (asked.kind === "table" && raw.length <= ROWS_MAX && raw.every((item) => isEmpty(row, item)));
  }
  if (!isMap(raw) || asked.kind !== "group") return false;
  return Object.keys(raw).every((key) => {
    const inner = asked.fields.find((field) => field.key === key);
    return inner !== undefined && (has(inner, "fixed") || isEmpty(inner, raw[key]));
  });
}

const lengthOf = (value) => isText(value) ? count(value)
  : typeof value === "object" ? Object.values(value).reduce((sum, inner) => sum + lengthOf(inner), 0) : 0;

/** Check `answers` (any JSON value): { answers, problems: [{pointer, code, params, vi, en}], shown: {pointer: required} }.
 *  `context` is { today: "2026-07-01", case, channel, papers: [key] or null, communes: {commune: province} or null }. */
export function check(plan, answers, context) {
  const problems = [], shown = {}, rowsOf = {}, root = {}, scope = { context, root, here: root };

  function add(pointer, code, params, vi, en) {
    for (const [key, value] of Object.entries(params)) {
      vi = vi.split(`{${key}}`).join(String(value));
      en = en.split(`{${key}}`).join(String(value));
    }
    if (problems.length < PROBLEMS_MAX) problems.push({ pointer, code, params, vi, en });
  }
  const tell = (pointer, code, params = {}) => add(pointer, code, params, ...plan.sentences[code]);

  function refuseUnknown(given, fields, pointer) {
    const strange = Object.keys(given).filter((key) => {
      const asked = fields.find((field) => field.key === key);
      return !asked || (["note", "heading", "file"].includes(asked.kind) && !isEmpty(asked, given[key]));
    });
    const named = strange.filter((key) => whole("[A-Za-z0-9_.-]{1,64}", key)).sort();
    for (const key of named.slice(0, TOLD_UNKNOWN)) tell(`${pointer}/${key}`, "form.unknown");
    if (named.length < strange.length || named.length > TOLD_UNKNOWN) tell(pointer, "form.unknown");
  }

  function take(asked, given, found, seen, at) {
    const { key, kind } = asked, pointer = `${at}/${key}`;
    if (has(asked, "show") && evaluate(asked.show, scope) !== true) return;
    const required = has(asked, "required_if") ? evaluate(asked.required_if, scope) === true : Boolean(asked.required);
    if (kind === "note" || kind === "heading") { shown[pointer] = false; return; }
    shown[pointer] = required;
    if (kind === "file") {
      if (!context.papers) seen[key] = null;
      else if (context.papers.includes(asked.paper)) seen[key] = true;
      else if (required) tell(pointer, "form.file");
      return;
    }
    const raw = has(given, key) ? given[key] : null;
    let value;
    if (has(asked, "fixed")) {
      value = asked.fixed;
      if (!isEmpty(asked, raw) && raw !== value) tell(pointer, "form.choice");
    } else if (kind === "group") value = group(asked, raw, required, seen, pointer);
    else if (kind === "table") value = table(asked, raw, required, seen, pointer);
    else value = single(asked, raw, required, pointer);
    if (value === ABSENT) return;
    found[key] = value;
    if (kind !== "group" && kind !== "table") seen[key] = value;
  }

  function single(asked, raw, required, pointer) {
    if (isEmpty(asked, raw)) {
      if (required) tell(pointer, "form.required");
      return ABSENT;
    }
    const [value, code, facts] = valueOf(asked, raw);
    if (!code) return value;
    if (code === "form.pattern" && has(asked, "pattern_vi")) add(pointer, code, facts, asked.pattern_vi, asked.pattern_en || asked.pattern_vi);
    else tell(pointer, code, facts);
    return ABSENT;
  }

  function valueOf(asked, raw) {
    const { here } = scope;
    if (asked.kind === "paper_number") return paperNumber(has(here, "kind") ? here.kind : null, raw, context, plan);
    if (has(asked, "options_from")) asked = { ...asked, options: plan.lists[asked.options_from] };
    const found = KINDS[asked.kind](asked, raw, context, plan);
    if (asked.kind === "date" && !found[1]) {
      const [, first, last] = dateSpan(found[0]);
      const [earliest, latest] = ["not_before", "not_after"].map((key) => has(asked, key) ? term(asked[key], scope) : null);
      if (Array.isArray(earliest) && earliest[0] === "d" && last < earliest[1]) return wrong("too-early", { bound: dayShown(earliest[1]) });
      if (Array.isArray(latest) && latest[0] === "d" && first > latest[2]) return wrong("too-late", { bound: dayShown(latest[2]) });
    }
    if (asked.kind === "commune" && !found[1] && context.communes && has(here, "province")) {
      if (here.province !== context.communes[found[0]]) return wrong("commune-elsewhere");
    }
    return found;
  }

  function group(asked, raw, required, seen, pointer) {
    if (isEmpty(asked, raw)) {
      if (!required) return ABSENT;
      raw = {};
    }
    if (!isMap(raw)) { tell(pointer, "form.not-an-object"); return ABSENT; }
    const here = {}, found = inside(asked, raw, here, pointer);
    seen[asked.key] = here;
    if (asked.what === "person") compareNumber(found, pointer);
    return found;
  }

  function inside(asked, raw, here, pointer) {
    const found = {}, outer = scope.here;
    refuseUnknown(raw, asked.fields, pointer);
    scope.here = here;
    for (const inner of asked.fields) take(inner, raw, found, here, pointer);
    scope.here = outer;
    return found;
  }

  function compareNumber(person, pointer) {
    const paper = person.identity || {};
    const numbers = [["/identity/number", paper.kind === "cccd" ? paper.number : undefined], ["/personal_number", person.personal_number]];
    for (const [where, number] of numbers) {
      if (number === undefined) continue;
      const year = 1900 + 100 * Math.floor(number[3] / 2) + Number(number.slice(4, 6)), sex = number[3] % 2 ? "female" : "male";
      if (person.birth_date !== undefined && Number(person.birth_date.slice(0, 4)) !== year) tell(pointer + where, "form.identity-year");
      if (person.sex !== undefined && person.sex !== sex) tell(pointer + where, "form.identity-sex");
    }
  }

  function table(asked, raw, required, seen, pointer) {
    if (raw === null || (isText(raw) && isBlank(raw))) raw = [];
    if (!Array.isArray(raw)) { tell(pointer, "form.not-a-list"); return ABSENT; }
    const row = { kind: "group", fields: asked.fields };
    const filled = raw.length > ROWS_MAX ? raw : raw.map((item, at) => [at, item]).filter(([, item]) => !isEmpty(row, item));
    if (raw.length > ROWS_MAX || filled.length > asked.max_rows) {
      tell(pointer, "form.rows-many", { max: asked.max_rows });
      return ABSENT;
    }
    const rows = [], scopes = [];
    for (const [at, item] of filled) {
      if (!isMap(item)) { tell(`${pointer}/${at}`, "form.not-an-object"); continue; }
      const here = {};
      scopes.push([`${pointer}/${at}`, here]);
      rows.push(inside(asked, item, here, `${pointer}/${at}`));
    }
    seen[asked.key] = scopes.map(([, here]) => here);
    rowsOf[asked.key] = scopes;
    const least = asked.min_rows || 0;
    if (!filled.length && required && !least) tell(pointer, "form.required");
    else if (filled.length < least && (filled.length || required)) tell(pointer, "form.rows-few", { min: least });
    return filled.length ? rows : ABSENT;
  }

  function apply(rule) {
    for (const [where, here] of has(rule, "each") ? (has(rowsOf, rule.each) ? rowsOf[rule.each] : []) : [["", root]]) {
      scope.here = here;
      if (has(rule, "when") && evaluate(rule.when, scope) !== true) continue;
      if (evaluate(rule.holds, scope) !== false) continue;
      const at = has(rule, "each") && rule.at.startsWith("$here.") ? rule.at.slice(6) : rule.at;
      add(`${where}/${at.split(".").join("/")}`, `form.rule.${rule.key}`, {}, rule.vi, rule.en);
    }
    scope.here = root;
  }

  const found = {};
  let given = answers === null || answers === undefined ? {} : answers;
  if (!isMap(given)) { tell("", "form.not-an-object"); given = {}; }
  refuseUnknown(given, plan.sections.flatMap((section) => section.fields), "");
  for (const section of plan.sections) {
    if (has(section, "show") && evaluate(section.show, scope) !== true) continue;
    for (const asked of section.fields) take(asked, given, found, root, "");
  }
  plan.rules.forEach(apply);
  if (lengthOf(found) > ANSWERS_MAX) tell("", "form.too-large");
  return { answers: found, problems, shown };
}
