// Runs before the page is drawn: a theme that the reader chose goes before that of the system.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch {
  // Where storage is refused, the theme of the system stays.
}
