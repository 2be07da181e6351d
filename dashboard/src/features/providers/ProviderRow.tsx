/** One provider, and what came of asking it. */

import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";

import type { Provider, ProviderCheck } from "@/shared/api/providers";

const PARTS: Record<Provider["part"], string> = {
  recognition: "Speech to text",
  speech: "Voice",
  writing: "Language model",
};
const NAMES: Record<string, string> = {
  local: "Local engine",
  none: "None",
  deepgram: "Deepgram",
  "deepgram-flux": "Deepgram Flux",
  azure: "Azure Speech",
  openai: "OpenAI",
  "azure-openai": "Azure OpenAI",
};
const OUTCOMES: Record<ProviderCheck["outcome"], string> = {
  ok: "Works",
  not_set: "Not set",
  wrong_key: "Wrong key",
  unreachable: "Unreachable",
  not_found: "Not found",
  quota: "Quota used up",
  refused: "Refused",
};

interface Props {
  provider: Provider;
  /** Undefined until it was asked. */
  check: ProviderCheck | undefined;
}

export function ProviderRow({ provider, check }: Props) {
  const well = check?.outcome === "ok";
  return (
    <Paper component="section" p="lg" radius="lg" withBorder aria-label={PARTS[provider.part]} data-part={provider.part}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Stack gap={2}>
          <Title order={2}>{PARTS[provider.part]}</Title>
          <Text>
            {NAMES[provider.provider] ?? provider.provider}
            {provider.model !== "" && <Text span c="dimmed">{` · ${provider.model}`}</Text>}
          </Text>
          <Text size="sm" c="dimmed">
            {provider.hosted ? "What is said goes to this vendor." : "Nothing that is said leaves this installation."}
          </Text>
          {provider.stand_ins.length > 0 && (
            <Text size="sm" c="dimmed">
              {`If it fails: ${provider.stand_ins.map((each) => NAMES[each.provider] ?? each.provider).join(", then ")}.`}
            </Text>
          )}
          {provider.breaker !== null && provider.breaker.state !== "closed" && (
            <Text size="sm" fw={600}>
              {`Calls do not ask it just now: ${provider.breaker.reason}.`}
            </Text>
          )}
        </Stack>
        {check !== undefined && (
          <Badge color={well ? "pine" : "brick"} variant="light" size="lg" tt="none" flex="none">
            {OUTCOMES[check.outcome]}
            {well && check.milliseconds !== null && ` · ${check.milliseconds} ms`}
          </Badge>
        )}
      </Group>
      {check !== undefined && (
        <Text size="sm" mt="sm">
          {check.detail}
          {check.remedy !== "" && <b>{` To do: ${check.remedy}.`}</b>}
        </Text>
      )}
    </Paper>
  );
}
