export { Keyword, keyword } from "./keyword.js";
export { Ratio } from "./ratio.js";
export { Sym } from "./sym.js";
export { Tagged } from "./tagged.js";
export { Uuid } from "./uuid.js";
