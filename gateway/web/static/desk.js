// Keys of the desk's lists, only while the list has the focus (WCAG 2.2, 2.1.4): j down, k up. All of it
// can be done without.
for (const list of document.querySelectorAll("[data-keys]")) {
  list.addEventListener("keydown", (pressed) => {
    if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
    // The first link of a row is its dossier's; another may lead to its agency.
    const links = [...list.querySelectorAll("tbody tr")].flatMap((row) => row.querySelector("a") ?? []);
    const at = links.indexOf(document.activeElement.closest("tr")?.querySelector("a"));
    if (pressed.key === "j") links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (pressed.key === "k") links[Math.max(at - 1, 0)]?.focus();
    else return;
    pressed.preventDefault();
  });
}
