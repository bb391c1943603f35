// Keeps a page as it is now, without loading it anew: asks a light address whether anything changed, puts the changed
// parts of the page in place, and says so politely. What somebody is typing in is never touched. Without this the
// page is as it was when it was opened.

const english = document.documentElement.lang === "en";
const say = (vi, en) => (english ? en : vi);
const news = document.querySelector("[data-news]");
const SOON = 1000, FIRST = 3000, SLOWEST = 60000; // milliseconds

/** Puts the parts that differ in their new form; gives how many did. */
function takeOver(page) {
  let changed = 0;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.textContent === part.textContent || part.contains(document.activeElement)) continue;
    part.replaceWith(document.importNode(fresh, true));
    changed += 1;
  }
  return changed;
}

async function pageNow() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Calls again and again, ever more slowly, not while nobody sees the page; ends when told false. */
function askAgain(ask, soon = FIRST) {
  let wait = soon, timer = 0;
  const next = () => { timer = setTimeout(step, wait); };
  async function step() {
    if (document.hidden) return;
    try {
      const more = await ask();
      if (more === false) return;
      wait = more === "changed" ? soon : Math.min(SLOWEST, wait * 1.5);
    } catch {
      wait = Math.min(SLOWEST, wait * 2); // No network, or something is away: later.
    }
    next();
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    clearTimeout(timer);
    wait = soon;
    step();
  });
  next();
}

const watched = document.querySelector("[data-live-of]");
if (watched) {
  let tag = `"${watched.dataset.liveMark}"`;
  askAgain(async () => {
    const answer = await fetch(watched.dataset.liveOf, { headers: { "If-None-Match": tag }, redirect: "manual" });
    if (answer.status === 304) return true;
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      news.textContent = say("Phiên đăng nhập đã kết thúc. Trang không còn tự cập nhật.", "Your session has ended. This page is no longer kept up to date.");
      return false;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    tag = answer.headers.get("ETag") || "";
    const { said } = await answer.json();
    if (!takeOver(await pageNow())) return true;
    news.textContent = say(`Vừa cập nhật: ${said}.`, `Just updated: ${said}.`);
    return "changed";
  });
}

if (document.querySelector("[data-asks-again]")) {
  askAgain(async () => {
    takeOver(await pageNow());
    const part = document.querySelector("[data-live]");
    if (part.hasAttribute("data-asks-again")) return true;
    news.textContent = part.dataset.said;
    return false;
  }, SOON);
}

for (const place of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = say("Sao chép", "Copy");
  button.setAttribute("aria-label", place.dataset.copy);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.textContent);
    button.textContent = say("Đã sao chép", "Copied");
  });
  place.after(" ", button);
}
