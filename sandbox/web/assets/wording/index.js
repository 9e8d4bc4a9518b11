/** Every sentence that a location may rewrite, in each wording. */

import { GERMAN } from "./german.js";
import { OTHER } from "./other.js";
import { SPANISH } from "./spanish.js";
import { USUAL } from "./usual.js";
import { VERSION_5 } from "./version-5.js";

const WORDINGS = {
  usual: USUAL,
  other: OTHER,
  "version-5": VERSION_5,
  spanish: { ...VERSION_5, ...SPANISH },
  german: { ...VERSION_5, ...GERMAN },
};

/** The sentences of a location. */
export const wordingOf = (choice) => ({ ...USUAL, ...WORDINGS[choice] });
