// The page's words in both languages; people change it with one tap, without a network.
const WORDS = JSON.parse(document.getElementById("words").textContent);
const KEPT = "post-language";
let language = localStorage.getItem(KEPT) === "en" ? "en" : "vi";

export const lang = () => language;

export function say(key, facts = {}) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

// In English beside the Vietnamese, for a traveller or a soldier who reads one of them.
export function sayOther(key) {
  return WORDS[language === "vi" ? "en" : "vi"][key] ?? key;
}

// What a rule says, by language.
export function said(words) {
  return words?.[language] ?? words?.vi ?? Object.values(words ?? {})[0] ?? "";
}

export function changeLanguage() {
  language = language === "vi" ? "en" : "vi";
  localStorage.setItem(KEPT, language);
  fillWords();
}

export function fillWords() {
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
  for (const one of document.querySelectorAll("[data-word-label]")) one.setAttribute("aria-label", say(one.dataset.wordLabel));
  for (const one of document.querySelectorAll("[data-word-hint]")) one.placeholder = say(one.dataset.wordHint);
}

const PLACE = "Asia/Ho_Chi_Minh";

export function sayTime(seconds) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: PLACE };
  return new Intl.DateTimeFormat("en-GB", parts).format(new Date(seconds * 1000));
}

// dd/mm/yyyy HH:mm
export function sayInstant(seconds) {
  const parts = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: PLACE };
  const day = new Intl.DateTimeFormat("en-GB", parts).format(new Date(seconds * 1000));
  return `${day} ${sayTime(seconds)}`;
}

export function sayAge(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  if (minutes < 60) return say("age-minutes", { n: minutes });
  if (minutes < 72 * 60) return say("age-hours", { n: Math.floor(minutes / 60) });
  return say("age-days", { n: Math.floor(minutes / 1440) });
}
