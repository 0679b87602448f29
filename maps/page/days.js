// The day slider: a column of counts for each day, buttons, and the slider itself.
function buildDays() {
  const slider = byId("slider");
  const count = facts.days.length;
  slider.max = String(count - 1);
  slider.disabled = count < 2;
  byId("days").style.setProperty("--count", String(count));
  slider.addEventListener("input", () => change({ day: Number(slider.value) }));
  byId("previous").addEventListener("click", () => change({ day: Math.max(0, state.day - 1) }));
  byId("next").addEventListener("click", () => change({ day: Math.min(count - 1, state.day + 1) }));
  const every = Math.ceil(count / (window.innerWidth < 600 ? 7 : 16));
  const columns = facts.days.map((_, day) => {
    const bar = make("span", { class: "bar" });
    const counts = countZones(day);
    for (const zone of [...facts.zoneList].reverse()) {
      const part = make("span", {});
      part.style.flexGrow = String(counts.get(zone.letter));
      part.style.backgroundColor = zone.fill;
      bar.append(part);
    }
    const [, month, date] = facts.days[day].day.split("-");
    const label = (count - 1 - day) % every === 0 ? `${Number(date)}/${Number(month)}` : "";
    return make("button", { type: "button", tabindex: "-1", class: "column", onclick: () => change({ day }) }, bar, make("span", { class: day === count - 1 && count > 12 ? "tick last" : "tick" }, label));
  });
  byId("columns").replaceChildren(...columns);
}

function countZones(day) {
  const { zones } = facts.days[day];
  const seen = {};
  for (const unit of facts.counted) seen[zones[unit]] = (seen[zones[unit]] || 0) + 1;
  return new Map(facts.zoneList.map((zone) => [zone.letter, seen[zone.letter] || 0]));
}

function showDay() {
  const { day } = today();
  const text = `${weekday(day)}, ${dayText(day)}`;
  const slider = byId("slider");
  slider.value = String(state.day);
  slider.setAttribute("aria-valuetext", text);
  byId("day-now").textContent = text;
  byId("previous").disabled = state.day === 0;
  byId("next").disabled = state.day === facts.days.length - 1;
  byId("days-help").textContent = word(facts.days.length < 2 ? "one-day" : "days-help");
  [...byId("columns").children].forEach((column, n) => column.classList.toggle("now", n === state.day));
  showReported(day);
}

// "n of N communes have reported" opens the page, for the day that is shown.
function showReported(day) {
  const { reported } = today();
  const [units, all] = reported || [0, 0];
  byId("reported").textContent = reported ? word("reported", { n: number(units), of: number(all) }) : word("reported-unknown");
  byId("reported-more").textContent = !reported ? "" : units < all ? word("reported-missing", { n: number(all - units) }) : word("reported-all");
  byId("meter").style.width = all ? `${(100 * units) / all}%` : "0";
  byId("strip-day").textContent = word("on-day", { day: dayText(day) });
  byId("table-day").textContent = word("table-day", { day: dayText(day) });
}
