/** The API's shapes of what hears, speaks and writes. */

/** One of those that hear, speak or write. */
export interface NamedProvider {
  part: "recognition" | "speech" | "writing";
  /** The row of the table: `deepgram`, `local`, `none`. */
  provider: string;
  model: string;
  /** Whether what is said goes to a vendor through it. */
  hosted: boolean;
}

/** Whether calls ask a vendor's account now. */
export interface Breaker {
  state: "closed" | "open" | "half_open";
  reason: string;
  tried_again_in_s: number;
  opened: number;
}

/** What takes the place of a provider that fails in a call. */
export interface StandIn extends NamedProvider {
  /** Null for what is on this installation. */
  breaker: Breaker | null;
}

/** What hears, speaks or writes in calls. */
export interface Provider extends StandIn {
  /** In the order in which they are asked. */
  stand_ins: StandIn[];
}

/** What came of asking a provider one cheap thing. */
export interface ProviderCheck extends NamedProvider {
  outcome: "ok" | "not_set" | "wrong_key" | "unreachable" | "not_found" | "quota" | "refused";
  detail: string;
  remedy: string;
  milliseconds: number | null;
}
