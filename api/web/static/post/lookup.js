// Asking the service for what a phone does not hold: a plate, or a typed code.

// Give {found: a verdict as the page shows it}, {refused: the problem} or {offline: true}.
export async function lookUp(send, asked, post, { purpose, place }) {
  const here = post.unit || post.authority;
  const outward = post.direction === "out";
  const body = {
    ...asked,
    purpose: purpose ?? "other",
    from: outward ? here : (place ?? ""), // "" is a place that nobody knows: never one's own
    to: outward ? (place ?? "") : here,
    post: post.id,
    direction: post.direction,
    at: new Date().toISOString(),
  };
  let answer;
  try {
    answer = await send("POST", "/api/v1/checks", body);
  } catch {
    return { offline: true };
  }
  if (!answer.ok) return { refused: answer.body ?? { status: answer.status } };
  return { found: inWords(answer.body) };
}

// A verdict of the service is in one language: it stands for both.
function inWords({ verdict, failed, duties, passed_by, ...more }) {
  const spoken = (one) => {
    const words = (text) => (text ? { vi: text, en: text } : {});
    return { ...one, text: words(one.text), cure: words(one.cure), review: words(one.review), ask: words(one.ask) };
  };
  return {
    ...more,
    outcome: verdict,
    failed: failed.map(spoken),
    duties: duties.map(spoken),
    passedBy: passed_by ? spoken(passed_by) : null,
  };
}
