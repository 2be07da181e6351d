/** Hands the one client, made in `app/main.tsx`, to whoever asks the server something. */

import { createContext, use } from "react";

import { createApi, type Api } from "./client";

export const ApiContext = createContext<Api>(createApi());

export const useApi = (): Api => use(ApiContext);
