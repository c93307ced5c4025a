/** To speak and to listen, in one file that is fetched where the site takes recordings. */
export { Listen } from "./listen.tsx";
export { ReadAloud } from "./read-aloud.tsx";
export { Speak } from "./speak.tsx";
