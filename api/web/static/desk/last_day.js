// The last day of something that ends at an instant: the day before midnight.
import { instantWords } from "./desk.js";

export function lastDay(ends) {
  return instantWords(new Date(new Date(ends) - 1000).toISOString()).slice(0, 10);
}
