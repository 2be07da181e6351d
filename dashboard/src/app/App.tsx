/** Routes and providers. What a candidate sees stands outside the shell: no way leads from there to the operator's pages. */

import { Center, Loader, MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Route, Routes } from "react-router";

import { InterviewsPage } from "@/features/interviews/InterviewsPage";
import { PlanPage } from "@/features/plans/PlanPage";
import { PlansPage } from "@/features/plans/PlansPage";
import { ProvidersPage } from "@/features/providers/ProvidersPage";
import { SessionPage } from "@/features/session/SessionPage";
import { SignOut } from "@/features/session/SignOut";
import { TalkPage } from "@/features/talk/TalkPage";
import type { Api } from "@/shared/api/client";
import { ApiContext } from "@/shared/api/context";
import { Problem } from "@/shared/api/problem";
import { forgetSession, noteSession, sessionNoted } from "@/shared/api/session";
import type { Session } from "@/shared/api/types";

import { NotFound } from "./NotFound";
import { PageBoundary } from "./PageBoundary";
import { Shell } from "./Shell";
import { cssVariables, theme } from "./theme";

const InterviewPage = lazy(() => import("@/features/interview/InterviewPage"));
const JoinPage = lazy(() => import("@/features/join/JoinPage"));

const UNAUTHORISED = 401;

/** A refusal (4xx) will be refused again; only a server that is away or in trouble is asked a second time. */
const worthRetrying = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500);

const newQueryClient = (onShut: (why: Problem) => void): QueryClient => {
  const onError = (error: Error): void => {
    if (error instanceof Problem && error.status === UNAUTHORISED) onShut(error);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: worthRetrying, retryDelay: 500, staleTime: 1000 } },
  });
};

export function App({ api }: { api: Api }) {
  const [shut, setShut] = useState<Problem | null>(null);
  const [queries] = useState(() => newQueryClient((why) => setShut((before) => before ?? why)));
  const [signedIn, setSignedIn] = useState(() => sessionNoted());
  const opened = ({ expires_at }: Session): void => {
    noteSession(expires_at);
    setSignedIn(true);
    queries.clear();
    setShut(null);
  };
  const ended = (): void => {
    forgetSession();
    setSignedIn(false);
    // Whatever is shown is asked for again, and what nobody may see without a key is refused.
    void queries.resetQueries();
  };
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <ApiContext value={api}>
        <QueryClientProvider client={queries}>
          <PageBoundary>
            <Suspense fallback={<Center h="60vh"><Loader type="dots" aria-label="Loading the page" /></Center>}>
              <Routes>
                <Route path="/join/:token" element={<JoinPage />} />
                <Route element={shut === null ? <Shell aside={signedIn && <SignOut onEnded={ended} />} /> : <SessionPage why={shut} onOpened={opened} />}>
                  <Route index element={<InterviewsPage />} />
                  <Route path="/interviews/:id" element={<InterviewPage />} />
                  <Route path="/plans" element={<PlansPage />} />
                  <Route path="/plans/:id" element={<PlanPage />} />
                  <Route path="/talk" element={<TalkPage />} />
                  <Route path="/providers" element={<ProvidersPage />} />
                  <Route path="*" element={<NotFound />} />
                </Route>
              </Routes>
            </Suspense>
          </PageBoundary>
        </QueryClientProvider>
      </ApiContext>
    </MantineProvider>
  );
}
