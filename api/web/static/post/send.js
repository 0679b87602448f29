// Asking the service: JSON both ways; a refusal comes back, a dead network throws.
// `csrf` gives the page's own token; what a device signs itself needs none.
export function sender(csrf = () => "", lang = () => "vi") {
  return async (method, url, body) => {
    const headers = {
      "Content-Type": "application/json",
      "Accept-Language": lang(),
      "X-CSRFToken": csrf(),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(url, { method, headers, cache: "no-store", ...sent });
    const json = (answer.headers.get("Content-Type") ?? "").includes("json");
    return { status: answer.status, ok: answer.ok, body: json ? await answer.json() : null };
  };
}
