/* Notices pile up no higher than they are of use: the latest, and the last few that offer an undo, until dismissed. */
(() => {
  const KEPT = 3;

  window.Hashmend.after(() => {
    const all = [...(document.getElementById("notices")?.children || [])];
    const older = all.slice(0, -1);
    const kept = older.filter((notice) => notice.hasAttribute("data-kept")).slice(-KEPT);
    for (const notice of older) if (!kept.includes(notice)) notice.remove();
  });
})();
