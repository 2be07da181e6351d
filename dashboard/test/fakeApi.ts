/**
 * The API in memory, spoken to over real HTTP: the twin that the pages' tests talk to.
 *
 * A test changes `data` as the product would and calls `ring`; what the page then shows, it has read like any browser.
 */

import type { IncomingMessage, ServerResponse } from "node:http";

import type { NewRehearsal, Plan, PlanAdvice, Rehearsal } from "@/shared/api/plans";
import type { Provider, ProviderCheck } from "@/shared/api/providers";
import type { InterviewInFull, Invitation, LoggedEvent, NewInterview, NewTime, PlanSummary, Scorecard, Turn } from "@/shared/api/types";

export interface FakeData {
  /** The API key that opens everything but candidates' links; without one nobody is asked for it. */
  key: string | null;
  plans: PlanSummary[];
  wholePlans: Record<string, Plan>;
  advice: Record<string, PlanAdvice>;
  /** What comes of a rehearsal; undefined: it is refused. */
  rehearse: (wanted: NewRehearsal) => Rehearsal | undefined;
  interviews: InterviewInFull[];
  transcripts: Record<string, Turn[]>;
  events: Record<string, LoggedEvent[]>;
  scorecards: Record<string, Scorecard>;
  invitations: Record<string, Invitation>;
  providers: Provider[];
  /** What comes of asking each of them; one that is not here is well. */
  checks: Partial<Record<Provider["part"], Pick<ProviderCheck, "outcome" | "detail" | "remedy">>>;
  /** Why nobody may have them asked. */
  checkRefusal: string | null;
  pageSize: number;
  recording: Buffer;
  livekitUrl: string;
  /** Makes the LiveKit ticket of a link; a test that needs a real room gives one. */
  ticket: (token: string) => string;
}

export const emptyData = (): FakeData => ({
  key: null,
  plans: [],
  wholePlans: {},
  advice: {},
  rehearse: () => undefined,
  interviews: [],
  transcripts: {},
  events: {},
  scorecards: {},
  invitations: {},
  providers: [],
  checks: {},
  checkRefusal: null,
  pageSize: 50,
  recording: Buffer.alloc(0),
  livekitUrl: "ws://127.0.0.1:9",
  ticket: () => "",
});

export interface FakeApi {
  data: FakeData;
  /** Every request so far, as "METHOD /path?query". */
  requests: string[];
  created: NewInterview[];
  /** Other times that candidates asked for. */
  chosen: NewTime[];
  rehearsed: NewRehearsal[];
  handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Tells every open stream that something happened. */
  ring: (event: LoggedEvent) => void;
  /** Cuts every open stream, as a restart of the server would. */
  cutStreams: () => void;
  openStreams: () => number;
  /** Ends the browser's session, for a reason. */
  end: (why: string, code: string) => void;
  /** Cuts whatever is asked, as a server that is not there. */
  away: boolean;
  /** `Last-Event-ID` of each stream that was opened. */
  resumed: (string | undefined)[];
}

export function createFakeApi(data: FakeData = emptyData()): FakeApi {
  const streams = new Set<ServerResponse>();
  const requests: string[] = [];
  const created: NewInterview[] = [];
  const chosen: NewTime[] = [];
  const rehearsed: NewRehearsal[] = [];
  const resumed: (string | undefined)[] = [];
  let signedIn = false;
  let why = ["This needs an API key.", "key_missing"];

  const json = (response: ServerResponse, body: unknown, status = 200): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const problem = (response: ServerResponse, status: number, title: string, detail = "", code = ""): void => {
    response
      .writeHead(status, { "content-type": "application/problem+json" })
      .end(JSON.stringify({ type: "about:blank", title, status, detail, code }));
  };
  const missing = (response: ServerResponse): void => problem(response, 404, "There is no such interview", "It may have been removed.");

  const list = (response: ServerResponse, query: URLSearchParams): void => {
    const state = query.get("state");
    const all = data.interviews.filter((each) => state === null || each.state === state);
    const from = Number(query.get("cursor") ?? 0);
    const to = from + data.pageSize;
    json(response, { items: all.slice(from, to), next_cursor: to < all.length ? String(to) : null });
  };

  const one = (response: ServerResponse, request: IncomingMessage, id: string, part: string, query: URLSearchParams): void => {
    const interview = data.interviews.find((each) => each.id === id);
    if (interview === undefined) return missing(response);
    switch (part) {
      case "":
        return json(response, interview);
      case "transcript":
        return json(response, { turns: data.transcripts[id] ?? [] });
      case "events": {
        const after = Number(query.get("after") ?? 0);
        const items = (data.events[id] ?? []).filter(({ position }) => position > after);
        return json(response, { items: items.slice(0, Number(query.get("limit"))) });
      }
      case "scorecard": {
        const card = data.scorecards[id];
        return card === undefined ? problem(response, 404, "No scorecard yet") : json(response, card);
      }
      case "recording":
        return sendRange(response, request, data.recording);
      default:
        return missing(response);
    }
  };

  const stream = (response: ServerResponse, request: IncomingMessage): void => {
    resumed.push(request.headers["last-event-id"] as string | undefined);
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": hello\r\n\r\n");
    streams.add(response);
    response.on("close", () => streams.delete(response));
  };

  const join = (response: ServerResponse, method: string, token: string): void => {
    const invitation = data.invitations[token];
    if (invitation === undefined) return problem(response, 404, "This link is not known");
    if (method === "GET") return json(response, invitation);
    if (invitation.state === "taken") return problem(response, 409, "Somebody is in the call", "", "seat_taken");
    if (invitation.state === "expired") return problem(response, 410, "This link has expired", "", "join_link_expired");
    if (invitation.state === "over") return problem(response, 410, "This interview is over", "", "interview_over");
    return json(response, {
      livekit_url: data.livekitUrl,
      token: data.ticket(token),
      room: `interview-${token}`,
      identity: `candidate-${token}`,
    });
  };

  /** Local times are taken for those of New York in winter. */
  const reschedule = (response: ServerResponse, wanted: NewTime, token: string): void => {
    chosen.push(wanted);
    const invitation = data.invitations[token];
    if (invitation === undefined) return problem(response, 404, "This link is not known");
    if (invitation.state === "over") return problem(response, 410, "This interview is over", "", "interview_over");
    const due = new Date("at" in wanted ? wanted.at : `${wanted.local}-05:00`);
    if (due <= new Date()) {
      return problem(response, 422, "The request cannot be understood", "The time has passed already.", "request_invalid");
    }
    const changed = { ...invitation, appointment: due.toISOString() };
    data.invitations[token] = changed;
    return json(response, changed);
  };

  const create = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const wanted = await bodyOf<NewInterview>(request);
    created.push(wanted);
    if (data.plans.some(({ id }) => id === wanted.plan_id)) {
      json(response, { id: "int_new", join_url: "http://elsewhere.invalid/join/fresh" }, 201);
    } else {
      problem(response, 404, "There is no such plan");
    }
  };

  const begin = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { key } = await bodyOf<{ key: string }>(request);
    signedIn = key === data.key;
    if (signedIn) json(response, { name: "key:test", expires_at: new Date(Date.now() + 43_200_000).toISOString() }, 201);
    else problem(response, 401, "No such API key", "Look whether it was copied whole.", "key_unknown");
  };

  const fake: FakeApi = {
    data,
    away: false,
    requests,
    created,
    chosen,
    rehearsed,
    resumed,
    handle: (request, response) => {
      if (fake.away) return void request.destroy();
      const url = new URL(request.url ?? "/", "http://fake");
      const method = request.method ?? "GET";
      requests.push(`${method} ${url.pathname}${url.search}`);
      const [, , kind = "", id = "", part = ""] = url.pathname.split("/");
      if (kind === "session" && method === "DELETE") {
        signedIn = false;
        return void response.writeHead(204).end();
      }
      if (kind === "session") return void begin(request, response);
      if (data.key !== null && !signedIn && kind !== "join") return problem(response, 401, "Not allowed", why[0], why[1]);
      if (kind === "rehearsals") {
        return void bodyOf<NewRehearsal>(request).then((wanted) => {
          rehearsed.push(wanted);
          const found = data.rehearse(wanted);
          if (found === undefined) problem(response, 422, "The request cannot be understood", "inputs[0]: There are no words in it.");
          else json(response, found);
        });
      }
      if (kind === "plans" && id !== "") {
        const found = part === "advice" ? data.advice[id] : data.wholePlans[id];
        return found === undefined ? problem(response, 404, "There is no such plan") : json(response, found);
      }
      if (kind === "plans") return json(response, { items: data.plans });
      if (kind === "providers" && id === "check") {
        const well = { outcome: "ok", detail: "It answers.", remedy: "", milliseconds: 120 };
        const asked = data.providers.map((each) => ({ ...each, ...well, ...data.checks[each.part] }));
        return data.checkRefusal === null ? json(response, { items: asked }) : problem(response, 403, "Not allowed", data.checkRefusal);
      }
      if (kind === "providers") return json(response, { items: data.providers });
      if (kind === "stream") return stream(response, request);
      if (kind === "join" && part === "reschedule") {
        return void bodyOf<NewTime>(request).then((wanted) => reschedule(response, wanted, id));
      }
      if (kind === "join") return join(response, method, id);
      if (kind !== "interviews") return problem(response, 404, "There is no such address");
      if (method === "POST") return void create(request, response);
      return id === "" ? list(response, url.searchParams) : one(response, request, id, part, url.searchParams);
    },
    ring: (event) => {
      const text = `id: ${event.position}\r\nevent: ${event.type}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`;
      for (const each of streams) each.write(text);
    },
    end: (...reason) => {
      signedIn = false;
      why = reason;
    },
    openStreams: () => streams.size,
    cutStreams: () => {
      for (const each of streams) each.destroy();
    },
  };
  return fake;
}

async function bodyOf<T>(request: IncomingMessage): Promise<T> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as T;
}

function sendRange(response: ServerResponse, request: IncomingMessage, body: Buffer): void {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const head = { "content-type": "audio/ogg", "accept-ranges": "bytes" };
  if (asked === null) {
    response.writeHead(200, { ...head, "content-length": body.length }).end(body);
    return;
  }
  const from = Number(asked[1]);
  const to = asked[2] === "" ? body.length - 1 : Math.min(Number(asked[2]), body.length - 1);
  response
    .writeHead(206, { ...head, "content-length": to - from + 1, "content-range": `bytes ${from}-${to}/${body.length}` })
    .end(body.subarray(from, to + 1));
}
