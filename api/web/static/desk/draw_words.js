// Words and numbers as they are told: what is not known says so, and is never 0.
import { figure, lang, say } from "./desk.js";

export const known = (value) => value !== null && value !== undefined;

export function told(value, unit = "") {
  if (!known(value)) return say("unknown");
  return unit ? `${figure(value)} ${unit}` : figure(value);
}

// Letters without their marks, so that "ha tien" finds "Hà Tiên".
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
}

// A change with its sign: "+1.200", "−3", "0".
export function change(value) {
  if (!known(value)) return say("unknown");
  if (value === 0) return "0";
  return `${value > 0 ? "+" : "−"}${figure(Math.abs(value))}`;
}

// What a figure without a source is of; one that nobody named yet says its own name.
export function labelsOf(named) {
  return (name) => {
    if (named[name]) return named[name][lang];
    try {
      return say(`figure-${name}`);
    } catch {
      return name;
    }
  };
}
