/** The way to the server: JSON in, JSON out, and every failure as a sentence. */

export class ApiError extends Error {
  constructor(status, sentence, answer = null) {
    super(sentence);
    this.status = status;
    this.sentence = sentence;
    this.answer = answer;  // what the server told beside the sentence
  }
}

export function makeApi(t, { fetch = globalThis.fetch.bind(globalThis) } = {}) {
  async function call(method, path, body, { leaving = false, signal } = {}) {
    let response;
    const file = body instanceof Blob;
    try {
      response = await fetch(`/api${path}`, {
        method, signal, keepalive: leaving, credentials: "same-origin",
        headers: body === undefined ? { Accept: "application/json" } : { Accept: "application/json", "Content-Type": file ? body.type || "application/octet-stream" : "application/json" },
        body: body === undefined || file ? body : JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError(0, t("app.unreachable"));
    }
    if (response.status === 401) toLogin();
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return answer;
    const sentence = typeof answer?.sentence === "string" ? answer.sentence : t("app.went_wrong", { status: response.status });
    throw new ApiError(response.status, sentence, answer);
  }
  return {
    get: (path, options) => call("GET", path, undefined, options),
    post: (path, body, options) => call("POST", path, body ?? {}, options),
    put: (path, body, options) => call("PUT", path, body, options),
    remove: (path, options) => call("DELETE", path, undefined, options),
  };
}

/** The log-in has run out; drafts and unsent messages stay on this device. */
export function toLogin() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.hash)}`);
}
