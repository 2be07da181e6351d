import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const folder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": folder("./src"), "@test": folder("./test") } },
  // `npm run dev` beside a running `interviewer up`: the page from Vite, the data from the product.
  server: { proxy: { "/v1": process.env.INTERVIEWER_API_URL ?? "http://127.0.0.1:8000" } },
  // livekit-client alone is 600 kB; it is loaded only with the page that holds a call.
  build: { target: "es2022", chunkSizeWarningLimit: 700 },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["./test/setup.ts"],
    testTimeout: 30_000,
    // Every test unmounts its page and closes its server; one browser world per worker is enough, and quicker.
    isolate: false,
    maxWorkers: 2,
  },
});
