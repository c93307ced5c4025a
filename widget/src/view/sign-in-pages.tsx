/** Signing in, and becoming one with an account that is there: in one file that is fetched when somebody does. */
export { AnotherPage } from "./another-page.tsx";
export { BothPage } from "./both-page.tsx";
export { ReturnPage } from "./return-page.tsx";
