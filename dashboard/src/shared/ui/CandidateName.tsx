import { Text } from "@mantine/core";

/** What stands in place of the name of somebody who was forgotten. */
export const FORGOTTEN = "Forgotten";

/** A candidate's name, or that there is none any more. */
export function CandidateName({ name }: { name: string }) {
  if (name !== "") return name;
  return (
    <Text span inherit c="dimmed">
      {FORGOTTEN}
    </Text>
  );
}
