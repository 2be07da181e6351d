import { expect, test } from "vitest";

import { markQuote } from "./quote";

const TEXT = "I let him finish,  said that he was right (he was!), and refunded it.";

test("a quote is found over other white space and case, and the text around it is kept whole", () => {
  const marked = markQuote(TEXT, "i let him finish, said");
  expect(marked?.quote).toBe("I let him finish,  said");
  expect(`${marked?.before ?? ""}${marked?.quote ?? ""}${marked?.after ?? ""}`).toBe(TEXT);
});

test("signs that mean something to a regular expression are only signs", () => {
  expect(markQuote(TEXT, "right (he was!)")?.quote).toBe("right (he was!)");
  expect(markQuote("abc", "a.c")).toBeUndefined();
});

test("a quote that is not there, or empty, marks nothing", () => {
  expect(markQuote(TEXT, "I shouted")).toBeUndefined();
  expect(markQuote(TEXT, "  ")).toBeUndefined();
});
