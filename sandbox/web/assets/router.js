/** Views by address, on the history API. */

/** Decides which view is shown, and signals a view when it has been left. */
export class Router {
  #viewAt;
  #leave = new AbortController();
  #isFirst = true;

  /** `viewAt` gives the view for an address: a function of its visit. */
  constructor(viewAt) {
    this.#viewAt = viewAt;
  }

  start() {
    window.addEventListener("popstate", () => this.#visit());
    // The browser may bring a whole page back as it was left, with a session that has ended since.
    window.addEventListener("pageshow", (event) => event.persisted && this.#visit());
    document.addEventListener("click", (event) => this.#follow(event));
    this.#visit();
  }

  /** Go to another view. */
  go(address) {
    window.history.pushState(null, "", address);
    this.#visit();
  }

  /** Go to another view in place of this one, which history no longer holds. */
  replace(address, state = null) {
    window.history.replaceState(state, "", address);
    this.#visit();
  }

  #visit() {
    this.#leave.abort();
    this.#leave = new AbortController();
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const visit = { left: this.#leave.signal, isFirst };
    const view = this.#viewAt(new URL(window.location.href));
    view(visit);
  }

  #follow(event) {
    const anchor = event.target.closest?.("a[href]");
    if (!anchor || anchor.target || anchor.origin !== window.location.origin) return;
    // With a key held down the member wants a new tab or a download: the browser handles that.
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!isPlain || event.defaultPrevented) return;
    event.preventDefault();
    this.go(anchor.href);
  }
}

/** An address without the slashes at its end, so that `/login/` is `/login`. */
export const pathOf = (address) => address.pathname.replace(/\/+$/, "") || "/";

/** Where a member may be sent back to after signing in: an address of this portal, else null. */
export function safeReturn(wish) {
  if (!wish || !/^\/(?![/\\])/.test(wish) || /[\\\s\p{Cc}]/u.test(wish)) return null;
  const address = new URL(wish, window.location.origin);
  // `/.//elsewhere` only becomes another origin once its dots are taken out.
  if (address.origin !== window.location.origin || address.pathname.startsWith("//")) return null;
  return address.pathname + address.search + address.hash;
}
