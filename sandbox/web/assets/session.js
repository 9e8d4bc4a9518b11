/** Where the bearer token is kept, as the location says: local storage, session storage, or the server's cookie. */

const BEARER = "portal.bearer";
// A cookie without a secret: as long as it lives, the member wished to be signed in. It ends with the browser unless
// the member asked to be remembered, and it tells of an HttpOnly session, which no script can see.
// Cookies know no ports, so two portals on one machine are distinguished by name.
const MARK = `portal.signed-in.${window.location.port}`;
const REMEMBERED_FOR = 14 * 24 * 60 * 60;

export class Session {
  #storage;
  #canBeRemembered;
  #bearer = null; // where the server's cookie is the session, this is only the current document's

  constructor(place) {
    this.#storage = { local: window.localStorage, session: window.sessionStorage }[place] ?? null;
    this.#canBeRemembered = place !== "session";
  }

  /** Whether a session can outlive the tab, so that `Keep me logged in` means something. */
  get canBeRemembered() {
    return this.#canBeRemembered;
  }

  get bearer() {
    return this.#storage ? this.#storage.getItem(BEARER) : this.#bearer;
  }

  /** Whether a member is signed in according to the browser; the server may disagree. */
  get exists() {
    if (this.#canBeRemembered && !hasMark()) return false;
    return this.#storage ? this.bearer !== null : true;
  }

  /** Begin a session; an earlier one, of any member, is removed. */
  keep(bearer, remember = false) {
    this.forget();
    if (this.#storage) this.#storage.setItem(BEARER, bearer);
    else this.#bearer = bearer;
    if (this.#canBeRemembered) setMark(remember);
  }

  forget() {
    this.#bearer = null;
    this.#storage?.removeItem(BEARER);
    document.cookie = `${MARK}=; Path=/; Max-Age=0; SameSite=Lax`;
  }
}

const hasMark = () => document.cookie.split("; ").some((cookie) => cookie.startsWith(`${MARK}=`));

function setMark(remember) {
  const value = remember ? "for-fourteen-days" : "until-the-browser-closes";
  const lifetime = remember ? `; Max-Age=${REMEMBERED_FOR}` : "";
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${MARK}=${value}; Path=/; SameSite=Lax${lifetime}${secure}`;
}
