// Type-checked rules for everything, and the layout as rules: app → features → shared, no feature imports another.
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const parents = { group: ["../*", "**/../*"], message: "Name the layer: import from '@/…' instead of a parent folder." };
const forbid = (...patterns) => ({ "no-restricted-imports": ["error", { patterns: [parents, ...patterns] }] });
const app = { group: ["@/app/*"], message: "Only app may import app." };
const features = {
  group: ["@/features/*"],
  message: "Features do not import each other (use './' within one); what two of them need lives in shared.",
};
const livekit = { group: ["livekit-client"], message: "Only the join feature holds a call." };

export default tseslint.config(
  { ignores: ["dist"] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat["recommended-latest"],
  jsxA11y.flatConfigs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...forbid(),
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // Numbers read well in templates; everything else is still refused.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `onClick={() => setOpen(true)}` and `return problem(response, 404)` are idioms.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", { max: 250 }],
    },
  },
  { files: ["src/features/**"], rules: forbid(app, features) },
  { files: ["src/features/**"], ignores: ["src/features/join/**"], rules: forbid(app, features, livekit) },
  { files: ["src/shared/**"], rules: forbid(app, features, livekit) },
  { files: ["test/**", "**/*.test.{ts,tsx}"], rules: { "max-lines": ["error", { max: 400 }] } },
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
);
