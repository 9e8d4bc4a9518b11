/** The password rules that the location shows. The server has more of them, and decides. */

/** The rules in force, each with its sentence and its test. */
export function rulesOf(policy, sentences) {
  const { minimumLength } = policy;
  return [
    // One code point is one character, also where it is an emoji.
    minimumLength > 0 && { text: sentences.length(minimumLength), met: (word) => [...word].length >= minimumLength },
    policy.uppercase && { text: sentences.uppercase, met: (word) => /\p{Lu}/u.test(word) },
    policy.lowercase && { text: sentences.lowercase, met: (word) => /\p{Ll}/u.test(word) },
    policy.digit && { text: sentences.digit, met: (word) => /\p{Nd}/u.test(word) },
    policy.symbol && { text: sentences.symbol, met: (word) => /[^\p{L}\p{N}\s]/u.test(word) },
  ].filter(Boolean);
}
