/** Opens a page of the whole app against a fake API on a real port. */

import { render, type RenderResult } from "@testing-library/react";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryRouter } from "react-router";
import { onTestFinished } from "vitest";

import { App } from "@/app/App";
import { createApi } from "@/shared/api/client";

import { createFakeApi, emptyData, type FakeApi, type FakeData } from "./fakeApi";

export async function serve(data: Partial<FakeData> = {}): Promise<{ fake: FakeApi; origin: string }> {
  const fake = createFakeApi({ ...emptyData(), ...data });
  const server = createServer(fake.handle);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { fake, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export async function open(path: string, data: Partial<FakeData> = {}): Promise<FakeApi> {
  const { fake, origin } = await serve(data);
  openAt(path, origin);
  return fake;
}

export function openAt(path: string, origin: string): RenderResult {
  return render(
    <MemoryRouter initialEntries={[path]}>
      <App api={createApi(origin)} />
    </MemoryRouter>,
  );
}
