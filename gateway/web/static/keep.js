// Keeps what was typed when there is no network: a form is sent only when the portal can be reached, and else stays on
// the page as it is. Without this the browser would leave the page for one of its own that says nothing of the form.

const english = document.documentElement.lang === "en";
const say = (vi, en) => (english ? en : vi);
const WITHIN = 8000; // milliseconds for a few bytes

async function isReachable() {
  if (!navigator.onLine) return false;
  try {
    await fetch("/robots.txt", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(WITHIN) });
    return true; // Whatever it answers: it is there.
  } catch {
    return false;
  }
}

function tell(form) {
  let told = form.querySelector(":scope > .unsent");
  if (!told) {
    told = document.createElement("div");
    told.className = "note bad unsent";
    told.setAttribute("role", "alert");
    told.tabIndex = -1;
    form.prepend(told);
  }
  told.textContent = say(
    "Chưa gửi được vì mất mạng. Những gì bạn nhập còn nguyên ở đây; có mạng thì bấm lại.",
    "Not sent, as there is no network. What you typed is all here; press again when there is one.",
  );
  told.focus();
}

const cleared = new WeakSet(), asking = new WeakSet();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (cleared.delete(form)) return;
  event.preventDefault();
  if (asking.has(form)) return; // Pressed twice.
  asking.add(form);
  const pressed = event.submitter;
  const reachable = await isReachable();
  asking.delete(form);
  if (!reachable) { tell(form); return; }
  const told = form.querySelector(":scope > .unsent");
  if (told) told.remove();
  cleared.add(form);
  form.requestSubmit(pressed && pressed.form === form ? pressed : undefined);
});
