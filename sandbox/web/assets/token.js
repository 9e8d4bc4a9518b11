/** The reset token in the link: where it is, and which of its claims the view may use. */

/** The token as the address holds it; null where there is none. */
export function tokenIn(address, { tokenIn: place, tokenName, routes }) {
  if (place === "path") return decoded(address.pathname.slice(routes.reset.length).replace(/^\/|\/$/g, ""));
  const text = place === "fragment" ? address.hash.slice(1) : address.search;
  return new URLSearchParams(text).get(tokenName) || null;
}

/** The claims of a token that a view can use: it has an email and has not expired. Null for any other. */
export function usableClaims(token) {
  const segments = token?.split(".") ?? [];
  if (segments.length !== 3) return null;
  const [header, claims] = segments.slice(0, 2).map(asObject);
  // Only the server can judge the signature; the view only checks that there is one.
  if (!header || !claims || !/^[\w-]*$/.test(segments[2])) return null;
  if (typeof claims.email !== "string" || claims.email === "") return null;
  if (claims.exp !== undefined && !(claims.exp * 1000 > Date.now())) return null;
  return claims;
}

function asObject(segment) {
  try {
    const bytes = Uint8Array.from(atob(segment.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment) || null;
  } catch {
    return null;
  }
}
