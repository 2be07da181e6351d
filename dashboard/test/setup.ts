/** What jsdom lacks and the pages need to render at all: sizes, media queries, scrolling, playing. */

import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

const nothing = (): void => undefined;

class Unmeasured {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
}

window.ResizeObserver = Unmeasured;
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), { media, matches: false, onchange: null }) as MediaQueryList;
// The chart asks how much room it has and complains about none.
Element.prototype.getBoundingClientRect = () => DOMRect.fromRect({ width: 400, height: 170 });
Element.prototype.scrollTo = nothing;
Element.prototype.scrollIntoView = nothing;
HTMLMediaElement.prototype.play = () => Promise.resolve();

// A bound for giving up, not an expectation: pages load their code on demand, and the machine may be busy.
configure({ asyncUtilTimeout: 10_000 });
afterEach(() => {
  cleanup();
  localStorage.clear();
});
