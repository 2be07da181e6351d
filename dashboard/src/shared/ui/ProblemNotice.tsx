/** A failed request in the server's words, with a way to try again. */

import { Button } from "@mantine/core";

import { asProblem } from "@/shared/api/problem";

import { Notice } from "./Notice";

export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asProblem(error);
  return (
    <Notice
      urgent
      title={problem.title}
      action={
        onRetry && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {problem.detail}
    </Notice>
  );
}
