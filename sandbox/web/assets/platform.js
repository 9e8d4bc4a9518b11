/** The platform, which has the address of the API of this portal's location. */

import { DONE, call, useForCalls } from "./api.js";

/** What the server wrote into the page. */
export const said = (name) => document.querySelector(`meta[name="${name}"]`).content;

/** Ask the platform for the location's API; where there is no platform, the portal's own host has the API. */
export async function findApi() {
  const platform = said("platform");
  if (platform === "") return { outcome: DONE };
  const answer = await call("GET", `${platform}/api/sys/businesses/getByHost?host=${encodeURIComponent(said("location"))}`);
  if (answer.outcome === DONE) useForCalls({ origin: `${window.location.protocol}//${answer.body.WebAddress}` });
  return answer;
}
