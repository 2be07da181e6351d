/** Colour, type and shape, once. Components take them from Mantine's variables; nothing else names a colour. */

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const pine: MantineColorsTuple = [
  "#edf8f4", "#d8efe7", "#b0dfcf", "#82ccb4", "#57b999", "#2f9f7e", "#188468", "#0b6b57", "#085646", "#054236",
];
const amber: MantineColorsTuple = [
  "#fff6e6", "#fdeacb", "#f8d59a", "#f2bd63", "#eba83a", "#d58d17", "#b06f0b", "#8c5708", "#6e4406", "#523204",
];
const brick: MantineColorsTuple = [
  "#fdf0ee", "#fadfda", "#f3beb5", "#eb998b", "#e37766", "#d75a46", "#bd4331", "#a03525", "#81291c", "#631e14",
];

const gray: MantineColorsTuple = [
  "#f7f7f5", "#f1f1ee", "#e6e7e3", "#dcddd8", "#c9cbc5", "#aeb1aa", "#878b84", "#5d635f", "#3f4441", "#1a1d1b",
];
const dark: MantineColorsTuple = [
  "#e9ecea", "#c3c9c6", "#9aa39e", "#6c7570", "#3b423f", "#262c29", "#1b201e", "#151918", "#0e1110", "#090b0a",
];

const SANS = '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif';

export const theme = createTheme({
  colors: { pine, amber, brick, gray, dark },
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  cursorType: "pointer",
  fontFamily: SANS,
  headings: {
    fontFamily: SANS,
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.625rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  fontSizes: { xs: "0.75rem", sm: "0.8438rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fafaf8",
    "--mantine-color-text": "#1a1d1b",
    "--mantine-color-dimmed": "#5d635f",
    "--mantine-color-default-border": "#e4e5e1",
    "--surface": "#ffffff",
    "--surface-sunken": "#f3f4f1",
    "--accent-ink": "#0b6b57",
    "--accent-wash": "#e8f4ef",
    "--voice-interviewer": "#0b6b57",
    "--voice-candidate": "#b06f0b",
    "--mark": "#fbe6b4",
    "--late": "#a03525",
    "--part-stt": "#b06f0b",
    "--part-endpointing": "#f2bd63",
    "--part-retrieval": "#878b84",
    "--part-llm": "#5566b0",
    "--part-between": "#dcddd8",
    "--part-tts": "#0b6b57",
    "--part-playout": "#82ccb4",
    "--shadow": "0 1px 2px rgb(20 30 25 / 4%), 0 4px 16px rgb(20 30 25 / 4%)",
  },
  dark: {
    "--mantine-color-body": "#0e1110",
    "--mantine-color-text": "#e9ecea",
    "--mantine-color-dimmed": "#9aa39e",
    "--mantine-color-default-border": "#262c29",
    "--surface": "#151918",
    "--surface-sunken": "#1b201e",
    "--accent-ink": "#6fd0b0",
    "--accent-wash": "#15302a",
    "--voice-interviewer": "#57b999",
    "--voice-candidate": "#eba83a",
    "--mark": "#5a4512",
    "--late": "#eb998b",
    "--part-stt": "#eba83a",
    "--part-endpointing": "#8c5708",
    "--part-retrieval": "#9aa39e",
    "--part-llm": "#8b9be0",
    "--part-between": "#3b423f",
    "--part-tts": "#57b999",
    "--part-playout": "#085646",
    "--shadow": "none",
  },
});
