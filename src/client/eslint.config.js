import tsdoc from "eslint-plugin-tsdoc";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["dist"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { tsdoc },
    rules: {
      "tsdoc/syntax": "error",
      // Numbers in messages to people need no String(..).
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // What is made here are closures: their methods need no `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/explicit-module-boundary-types": "error",
    },
  },
);
