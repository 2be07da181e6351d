/** Finds a quote in the turn it was taken from, so that it can be marked there. */

export interface Marked {
  before: string;
  quote: string;
  after: string;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Quotes stand verbatim in their turn but for case and runs of white space; undefined when it is not there. */
export function markQuote(text: string, quote: string): Marked | undefined {
  const words = quote.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const found = new RegExp(words.map(escaped).join("\\s+"), "iu").exec(text);
  if (found === null) return undefined;
  const end = found.index + found[0].length;
  return { before: text.slice(0, found.index), quote: found[0], after: text.slice(end) };
}
