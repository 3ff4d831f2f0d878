/** Words that were probably meant. */

/** The one among `known` that somebody probably meant by `text`: at most a third of its characters differ. */
export function closest(text: string, known: Iterable<string>): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const word of known) {
    const distance = editDistance(text, word);
    if (distance < (best?.distance ?? Infinity)) best = { word, distance };
  }
  const longest = Math.max(text.length, best?.word.length ?? 0);
  return best && best.distance <= Math.max(1, longest / 3) ? best.word : undefined;
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
