/** What signals are made of sets these two, which every object has already. */
const SET = /(\w+)\.prototype\.(valueOf|toString)=(function\(\)\{[^{}]*\})/g;

/**
 * A page may freeze what all objects have, against scripts that would change it (SES does). Then nothing that inherits from it can
 * be given a method of the same name by `=`, but it can be by definition. In place of a patched copy of the package.
 */
export const defineMethods = () => ({
  name: "define-methods",
  transform: (code, id) => {
    if (!/signals-core\.(?:mjs|module\.js)$/.test(id)) return null;
    let found = 0;
    const defined = code.replaceAll(SET, (_, owner, name, method) => {
      found += 1;
      return `Object.defineProperty(${owner}.prototype,"${name}",{value:${method}})`;
    });
    if (found !== 2) throw new Error(`of two methods that ${id} sets, ${found} were found: look how it does so now`);
    return { code: defined, map: null };
  },
});
