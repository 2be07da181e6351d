/** Has this browser forget its API key. */

import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";

import { useApi } from "@/shared/api/context";
import { asProblem } from "@/shared/api/problem";

export function SignOut({ onEnded }: { onEnded: () => void }) {
  const api = useApi();
  const end = useMutation({ mutationFn: () => api.endSession(), onSuccess: onEnded });
  return (
    <>
      {end.isError && (
        <Text size="xs" role="alert">
          Still signed in. {asProblem(end.error).title}.
        </Text>
      )}
      <Button variant="subtle" color="gray" size="compact-sm" loading={end.isPending} onClick={() => end.mutate()}>
        Sign out
      </Button>
    </>
  );
}
