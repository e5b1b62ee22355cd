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
      curly: ["error", "all"],
      // Numbers may be used in template strings.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // The methods of this code base are closures, which don't use `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/explicit-module-boundary-types": "error",
    },
  },
);
