// First: it says that the pages' base styles give way to Mantine's.
import "./global.css";
import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.layer.css";

import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";

import { createApi } from "@/shared/api/client";

import { App } from "./App";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <BrowserRouter>
    <App api={createApi()} />
  </BrowserRouter>,
);
