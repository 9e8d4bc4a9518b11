/** Version 5 as others have seen it; what nobody has seen is as usual. */

import { USUAL } from "./usual.js";

export const VERSION_5 = {
  logIn: "Login",
  emailMissing: "Please enter your email",
  passwordMissing: "Please enter your password",
  wrongCredentials: "Invalid email/password",
  signInTo: () => "Sign in",
  title: (view, location) => `${view} - ${location}`,
  hello: () => "Your dashboard",
  profileButton: () => "avatar",
  profileButtonClass: "for-readers-only",
  cards: [["Get started", "Complete your profile, book your first desk and say who may visit you."], ...USUAL.cards],
};
