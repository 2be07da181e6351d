/** Says so when the live stream is away, and nothing while all is well. */

import { Alert } from "@mantine/core";

import type { Connection } from "@/shared/api/useDoorbell";

export function ConnectionNotice({ connection }: { connection: Connection }) {
  return (
    <div role="status">
      {connection === "lost" && (
        <Alert color="amber" mb="md" title="Live updates are interrupted" data-testid="connection-lost">
          Trying to reconnect. What you see may be out of date; nothing is lost, the page catches up by itself.
        </Alert>
      )}
    </div>
  );
}
