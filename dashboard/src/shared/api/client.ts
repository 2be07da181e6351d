/** The REST client: one method per endpoint, no state but the base address. Caching is TanStack Query's business. */

import type { NewRehearsal, Plan, PlanAdvice, Rehearsal } from "./plans";
import { Problem, problemOf, unreachable } from "./problem";
import type { Provider, ProviderCheck } from "./providers";
import type {
  Interview,
  InterviewInFull,
  InterviewState,
  Invitation,
  LoggedEvent,
  NewInterview,
  NewTime,
  Page,
  PlanSummary,
  RoomTicket,
  Scorecard,
  Session,
  Turn,
} from "./types";

const EVENTS_PER_REQUEST = 500;
const NO_CONTENT = 204;

export interface Api {
  /** Lets this browser act with an API key from now on. */
  openSession(key: string): Promise<Session>;
  /** Has this browser forget the key. */
  endSession(): Promise<unknown>;
  plans(signal?: AbortSignal): Promise<PlanSummary[]>;
  plan(id: string, signal?: AbortSignal): Promise<Plan>;
  /** How long a plan is likely to take, and what could be better about it. */
  planAdvice(id: string, signal?: AbortSignal): Promise<PlanAdvice>;
  /** All that happened in a rehearsal goes in, the conversation so far comes out; the server keeps nothing. */
  rehearse(wanted: NewRehearsal): Promise<Rehearsal>;
  /** What hears, speaks and writes in calls. */
  providers(signal?: AbortSignal): Promise<Provider[]>;
  /** Has each of them asked one cheap thing. */
  checkProviders(): Promise<ProviderCheck[]>;
  interviews(query: { state?: InterviewState; cursor?: string }, signal?: AbortSignal): Promise<Page<Interview>>;
  createInterview(wanted: NewInterview): Promise<Interview>;
  interview(id: string, signal?: AbortSignal): Promise<InterviewInFull>;
  transcript(id: string, signal?: AbortSignal): Promise<Turn[]>;
  /** Every event after a position, however many requests that takes. */
  eventsAfter(id: string, position: number, signal?: AbortSignal): Promise<LoggedEvent[]>;
  /** null until there is one. */
  scorecard(id: string, signal?: AbortSignal): Promise<Scorecard | null>;
  recordingUrl(id: string): string;
  streamUrl(interview?: string): string;
  /** `client` names this browser tab, so that it may come back to a call that is taken by itself. */
  invitation(token: string, client: string, signal?: AbortSignal): Promise<Invitation>;
  join(token: string, client: string): Promise<RoomTicket>;
  /** The candidate chooses another time. */
  reschedule(token: string, time: NewTime): Promise<Invitation>;
}

/** `base` is the origin that serves `/v1`; empty means the one this page came from. */
export function createApi(base = ""): Api {
  const address = (path: string, query: Record<string, string | undefined> = {}): string => {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return `${base}/v1/${path}${search === "" ? "" : `?${search}`}`;
  };
  const send = async <T>(url: string, init: RequestInit = {}): Promise<T> => {
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      throw unreachable();
    }
    if (!response.ok) throw await problemOf(response);
    return (response.status === NO_CONTENT ? undefined : await response.json()) as T;
  };
  const get = <T>(url: string, signal?: AbortSignal): Promise<T> => send<T>(url, signal ? { signal } : {});
  const post = <T>(url: string, body: unknown): Promise<T> =>
    send<T>(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const one = (id: string, rest = ""): string => `interviews/${encodeURIComponent(id)}${rest}`;

  return {
    openSession: (key) => post(address("session"), { key }),
    endSession: () => send(address("session"), { method: "DELETE" }),
    plans: async (signal) => (await get<{ items: PlanSummary[] }>(address("plans", { limit: "200" }), signal)).items,
    plan: (id, signal) => get(address(`plans/${encodeURIComponent(id)}`), signal),
    planAdvice: (id, signal) => get(address(`plans/${encodeURIComponent(id)}/advice`), signal),
    rehearse: (wanted) => post(address("rehearsals"), wanted),
    providers: async (signal) => (await get<{ items: Provider[] }>(address("providers"), signal)).items,
    checkProviders: async () => (await send<{ items: ProviderCheck[] }>(address("providers/check"), { method: "POST" })).items,
    interviews: ({ state, cursor }, signal) => get(address("interviews", { limit: "50", state, cursor }), signal),
    createInterview: (wanted) => post(address("interviews"), wanted),
    interview: (id, signal) => get(address(one(id)), signal),
    transcript: async (id, signal) => (await get<{ turns: Turn[] }>(address(one(id, "/transcript")), signal)).turns,
    eventsAfter: async (id, position, signal) => {
      const events: LoggedEvent[] = [];
      let after = position;
      for (;;) {
        const query = { after: String(after), limit: String(EVENTS_PER_REQUEST) };
        const { items } = await get<{ items: LoggedEvent[] }>(address(one(id, "/events"), query), signal);
        events.push(...items);
        const last = items.at(-1);
        if (last === undefined || items.length < EVENTS_PER_REQUEST) return events;
        after = last.position;
      }
    },
    scorecard: (id, signal) =>
      get<Scorecard>(address(one(id, "/scorecard")), signal).catch((error: unknown) => {
        if (error instanceof Problem && error.status === 404) return null;
        throw error;
      }),
    recordingUrl: (id) => address(one(id, "/recording")),
    streamUrl: (interview) => address("stream", { interview_id: interview }),
    invitation: (token, client, signal) => get(address(`join/${encodeURIComponent(token)}`, { client }), signal),
    join: (token, client) => post(address(`join/${encodeURIComponent(token)}`), { client }),
    reschedule: (token, time) => post(address(`join/${encodeURIComponent(token)}/reschedule`), time),
  };
}
