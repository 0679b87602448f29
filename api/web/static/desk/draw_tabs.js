// Tabs of the panel, and the sheet that a thumb pulls up on a phone.
export function makeTabs(bar, panel, grip, onSize) {
  const tabs = [...bar.querySelectorAll('[role="tab"]')];

  function show(tab, { focus = false } = {}) {
    for (const one of tabs) {
      const on = one === tab;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
    }
    if (focus) tab.focus();
    lift(true);
  }

  function lift(up) {
    panel.classList.toggle("up", up);
    grip.setAttribute("aria-expanded", String(up));
    onSize();
  }

  for (const tab of tabs) {
    tab.addEventListener("click", () => show(tab));
    tab.disabled = false; // until now a click would have been lost
  }
  bar.addEventListener("keydown", (event) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    const at = tabs.indexOf(document.activeElement);
    show(tabs[(at + move + tabs.length) % tabs.length], { focus: true });
    event.preventDefault();
  });
  grip.addEventListener("click", () => lift(!panel.classList.contains("up")));
  new ResizeObserver(onSize).observe(document.getElementById("map"));
  return { show };
}
