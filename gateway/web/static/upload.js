// Sends papers in parts (tus 1.0.0): with progress, a pause, and going on after the network or the page was lost. Where
// this does not run, the form sends the file in one piece.

const english = document.documentElement.lang === "en";
const say = (vi, en) => (english ? en : vi);
const TUS = { "Tus-Resumable": "1.0.0" };
const SMALLEST = 256 * 1024, LARGEST = 4 * 1024 * 1024;
const LONGEST_WAIT = 30000;
const KEPT = "motcua-upload ";

class Refused extends Error {
  constructor(status, said) { super(said); this.status = status; }
}

const coded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** What is remembered of a file, so that the very same one goes on: nothing of its name or content. */
const markOf = (file) => `${file.size}-${file.lastModified}`;

function remembered(place) {
  try { return JSON.parse(localStorage.getItem(KEPT + place)); } catch { return null; }
}
function remember(place, what) {
  try { localStorage.setItem(KEPT + place, JSON.stringify(what)); } catch { /* Then a lost page begins anew. */ }
}
function forget(place) {
  try { localStorage.removeItem(KEPT + place); } catch { /* There was nothing. */ }
}

class Sending {
  constructor(form, file) {
    this.form = form;
    this.file = file;
    this.place = new URL(form.action).pathname;
    const [, , dossier, , paper] = this.place.split("/");
    this.begins = `/api/v1/dossiers/${dossier}/papers/${paper}/uploads`;
    this.sent = 0;
    this.part = SMALLEST;
    this.paused = false;
    this.over = false;
    this.draw();
  }

  draw() {
    this.box = document.createElement("div");
    this.box.className = "sending";
    this.bar = document.createElement("progress");
    this.bar.className = "progress";
    this.bar.max = 100;
    this.bar.setAttribute("aria-label", say(`Đang gửi ${this.file.name}`, `Sending ${this.file.name}`));
    this.said = document.createElement("p");
    this.said.className = "small";
    this.said.setAttribute("role", "status");
    this.hold = this.button(say("Tạm dừng", "Pause"), () => (this.paused ? this.resume() : this.pause()));
    this.drop = this.button(say("Bỏ", "Give up"), () => this.giveUp());
    this.box.append(this.bar, this.said, this.hold, " ", this.drop);
    this.form.hidden = true;
    this.form.after(this.box);
    this.tell(say(`Đang gửi ${this.file.name}`, `Sending ${this.file.name}`));
    this.hold.focus();
  }

  button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  tell(text) { this.said.textContent = text; }

  progressed() {
    const percent = Math.floor((100 * this.sent) / this.file.size);
    this.bar.value = percent;
    this.bar.textContent = `${percent}%`;
  }

  headers(more) {
    return { ...TUS, "X-Motcua-Form": this.form.elements._form.value, "Accept-Language": english ? "en" : "vi", ...more };
  }

  async ask(path, method, headers, body) {
    this.stop = new AbortController();
    const answer = await fetch(path, { method, headers: this.headers(headers), body, signal: this.stop.signal });
    if (answer.ok) return answer;
    let said = "";
    try {
      const problem = await answer.json();
      said = (problem.errors || []).map((one) => one.detail).join(" ") || problem.detail;
    } catch { /* HEAD has no body. */ }
    throw new Refused(answer.status, said);
  }

  async begin() {
    const known = remembered(this.place);
    if (known && known.mark === markOf(this.file)) {
      this.at = known.at;
      try { await this.find(); return; } catch (wrong) {
        if (!(wrong instanceof Refused) || wrong.status === 401) throw wrong;
      }
    }
    const type = this.file.type || "application/octet-stream";
    const told = `filename ${coded(this.file.name)},filetype ${coded(type)}`;
    const begun = await this.ask(this.begins, "POST", { "Upload-Length": String(this.file.size), "Upload-Metadata": told });
    this.at = new URL(begun.headers.get("Location"), location.href).pathname;
    this.sent = 0;
    remember(this.place, { at: this.at, mark: markOf(this.file), sent: 0 });
  }

  /** Where to go on. */
  async find() {
    const answer = await this.ask(this.at, "HEAD", {});
    this.sent = Number(answer.headers.get("Upload-Offset"));
    this.progressed();
  }

  async send() {
    const began = performance.now();
    const piece = this.file.slice(this.sent, this.sent + this.part);
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.sent) };
    if (crypto.subtle) {
      const digest = await crypto.subtle.digest("SHA-256", await piece.arrayBuffer());
      headers["Upload-Checksum"] = `sha256 ${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
    }
    if (this.paused || this.over) return; // Meanwhile somebody said so.
    const answer = await this.ask(this.at, "PATCH", headers, piece);
    this.sent = Number(answer.headers.get("Upload-Offset"));
    remember(this.place, { at: this.at, mark: markOf(this.file), sent: Math.floor((100 * this.sent) / this.file.size) });
    this.progressed();
    const took = performance.now() - began;
    this.part = took < 2000 ? Math.min(LARGEST, this.part * 2) : took > 8000 ? Math.max(SMALLEST, this.part / 2) : this.part;
  }

  async run() {
    let wait = 1000;
    while (!this.over && !this.paused) {
      try {
        if (!this.at) await this.begin();
        else if (this.lost) { await this.find(); this.lost = false; this.tell(say(`Gửi tiếp ${this.file.name}`, `Going on with ${this.file.name}`)); }
        while (this.sent < this.file.size && !this.paused && !this.over) { await this.send(); wait = 1000; }
        if (this.sent >= this.file.size) { await this.finished(); return; }
      } catch (wrong) {
        if (this.over || this.paused) return;
        if (wrong instanceof Refused && wrong.status < 500 && ![409, 423, 429, 460].includes(wrong.status)) { this.refused(wrong); return; }
        if (wrong instanceof Refused && wrong.status === 409 && !this.at) { this.refused(wrong); return; }
        this.lost = Boolean(this.at);
        this.tell(say("Mất kết nối. Phần đã gửi còn nguyên; tự gửi tiếp khi có mạng.", "The connection is lost. What was sent is kept; it goes on by itself."));
        await pausing(wait);
        wait = Math.min(LONGEST_WAIT, wait * 2);
      }
    }
  }

  pause() {
    this.paused = true;
    this.hold.textContent = say("Gửi tiếp", "Go on");
    this.tell(say("Đã tạm dừng. Đóng trang rồi gửi tiếp sau cũng được.", "Paused. You may close the page and go on later."));
    if (this.stop) this.stop.abort();
  }

  resume() {
    this.paused = false;
    this.lost = Boolean(this.at);
    this.hold.textContent = say("Tạm dừng", "Pause");
    this.tell(say(`Gửi tiếp ${this.file.name}`, `Going on with ${this.file.name}`));
    this.run();
  }

  async giveUp() {
    this.over = true;
    if (this.stop) this.stop.abort();
    const at = this.at;
    forget(this.place);
    this.close();
    if (at) { try { await this.ask(at, "DELETE", {}); } catch { /* It expires by itself. */ } }
  }

  close() {
    this.box.remove();
    this.form.hidden = false;
    this.form.reset();
    this.form.querySelector('input[type="file"]').focus();
  }

  refused(wrong) {
    if (wrong.status === 401) {
      this.paused = true;
      this.hold.textContent = say("Gửi tiếp", "Go on");
      this.tell(say("Phiên đăng nhập đã kết thúc. Đăng nhập trong một thẻ khác, rồi bấm “Gửi tiếp”. ", "Your session has ended. Sign in in another tab, then press “Go on”. "));
      const door = document.createElement("a");
      door.href = english ? "/dang-nhap?lang=en" : "/dang-nhap";
      door.target = "_blank";
      door.textContent = say("Mở trang đăng nhập", "Open the sign-in");
      this.said.append(door);
      return;
    }
    forget(this.place);
    const told = document.createElement("p");
    told.className = "wrong";
    told.setAttribute("role", "alert");
    told.textContent = `${this.file.name}: ${wrong.message || say("không gửi được; xin thử lại", "could not be sent; please try again")}`;
    this.close();
    this.form.before(told);
  }

  /** The page as it is now with this file, without losing what is typed elsewhere in it. */
  async finished() {
    forget(this.place);
    this.over = true;
    let page;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      location.reload();
      return;
    }
    const own = (where) => [...where.querySelectorAll("form.give")].find((form) => new URL(form.action, location.href).pathname === this.place);
    const fresh = own(page);
    if (!fresh) { location.reload(); return; }
    for (const part of [".stepper", ".actions"]) {
      const [before, after] = [document.querySelector(part), page.querySelector(part)];
      if (before && after) before.replaceWith(document.importNode(after, true));
    }
    const card = document.importNode(fresh.closest("li"), true);
    this.form.closest("li").replaceWith(card);
    watch(card.querySelector("form.give"));
    const said = document.createElement("p");
    said.className = "small";
    said.setAttribute("role", "status");
    said.tabIndex = -1;
    card.append(said);
    said.textContent = say(`Đã gửi xong ${this.file.name}.`, `${this.file.name} is sent.`);
    said.focus();
  }
}

/** Some time, or less when the network is there again. */
function pausing(milliseconds) {
  return new Promise((go) => {
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
}

function watch(form) {
  const place = new URL(form.action).pathname;
  const known = remembered(place);
  if (known) {
    const told = document.createElement("p");
    told.className = "small unfinished";
    told.textContent = say(`Có một tệp đang gửi dở (${known.sent || 0}%). Chọn lại đúng tệp đó để gửi tiếp từ chỗ dừng.`, `A file was not sent to its end (${known.sent || 0}%). Choose the same file again to go on from there.`);
    form.before(told);
  }
  form.addEventListener("submit", (event) => {
    const [file] = form.querySelector('input[type="file"]').files;
    if (!file || !file.size) return;
    event.preventDefault();
    for (const told of form.parentElement.querySelectorAll(".wrong, .unfinished")) told.remove();
    new Sending(form, file).run();
  });
  form.dataset.sends = "in parts"; // for those who wait until the page does it by itself
}

for (const form of document.querySelectorAll("form.give")) watch(form);
