/** What went wrong with a request, in the words of the server where it answered (RFC 9457 problem+json). */

export class Problem extends Error {
  override readonly name = "Problem";
  /** HTTP status; 0 when the server could not be reached at all. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string;

  constructor(status: number, title: string, detail: string, code: string) {
    super(detail === "" ? title : `${title}: ${detail}`);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.code = code;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

export const unreachable = (): Problem =>
  new Problem(
    0,
    "The server cannot be reached",
    "Nothing was lost: what had happened is kept on the server. Check that it is running, then try again.",
    "unreachable",
  );

/** Reads the problem document of a refused response; a proxy's HTML or an empty body still gives a usable message. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const text = (key: string): string => {
    const value = typeof body === "object" && body !== null ? (body as Record<string, unknown>)[key] : undefined;
    return typeof value === "string" ? value : "";
  };
  return new Problem(
    response.status,
    text("title") || `The server answered ${response.status} ${response.statusText}`.trim(),
    text("detail"),
    text("code"),
  );
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(-1, "Something went wrong on this page", error instanceof Error ? error.message : String(error), "");
}
