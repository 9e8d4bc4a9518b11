/** The portal's API: the result of a call, in the form that views need. A call never throws. */

const PATIENCE = 15_000;
const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How the API is called: where it is, with cookies for another origin or without, in which language. */
const calls = { origin: window.location.origin, credentials: "same-origin", language: document.documentElement.lang };

/** Change how the API is called from now on. */
export const useForCalls = (changes) => Object.assign(calls, changes);

/** The possible results of a call. */
export const DONE = "done";
export const REFUSED = "refused";
export const TROUBLE = "trouble";
export const LATE = "late";
export const UNREACHABLE = "unreachable";

/**
 * Call the API.
 *
 * `visit` is the signal of the view that calls: once the view is left, nothing waits for the result, and the promise never
 * settles.
 */
export async function call(method, path, { json, form, bearer, visit } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": calls.language, "X-Use-Timezone": TIME_ZONE };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (json) headers["Content-Type"] = "application/json";
  const body = json ? JSON.stringify(json) : form && new URLSearchParams(form);
  const patience = AbortSignal.timeout(PATIENCE);
  const signal = visit ? AbortSignal.any([patience, visit]) : patience;
  const { credentials } = calls;

  let answer;
  try {
    const response = await fetch(new URL(path, calls.origin), { method, headers, body, signal, credentials, cache: "no-store" });
    answer = understand(response, parsed(await response.text()));
  } catch {
    answer = { outcome: patience.aborted ? LATE : UNREACHABLE, status: 0, body: null };
  }
  return visit?.aborted ? new Promise(() => {}) : answer;
}

/** Call an `api/sys` action, whose envelope decides: a 200 can hold a refusal. */
export async function act(path, json, options = {}) {
  const answer = await call("POST", path, { json, ...options });
  if (answer.outcome !== DONE || answer.body.WasSuccessful === true) return answer;
  return { ...answer, outcome: answer.body.WasSuccessful === false ? REFUSED : TROUBLE };
}

/** The sentences of a refusal: each of `Errors`, else the one for the whole, else the view's own. */
function sentencesOf({ Errors: errors, Message: message, error_description: description }, otherwise) {
  const entries = Array.isArray(errors) ? errors : [];
  const sentences = entries.map((entry) => entry?.Message).filter(isSentence);
  return sentences.length > 0 ? sentences : [[message, description].find(isSentence) ?? otherwise];
}

/** The message for a call that failed. */
export function explain(answer, texts, refusal = texts.refused) {
  if (answer.outcome === REFUSED) return sentencesOf(answer.body, refusal);
  if (answer.outcome === LATE) return [texts.late];
  if (answer.outcome === UNREACHABLE) return [navigator.onLine ? texts.unreachable : texts.offline];
  return [texts.trouble];
}

function understand(response, body) {
  const { ok, status } = response;
  const isAnswer = typeof body === "object" && body !== null;
  if (ok && isAnswer) return { outcome: DONE, status, body };
  // A proxy's error page is no answer of the portal's, whatever its status.
  if (status >= 400 && status < 500 && isAnswer) return { outcome: REFUSED, status, body };
  return { outcome: TROUBLE, status, body: null };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isSentence = (value) => typeof value === "string" && value.trim() !== "";
