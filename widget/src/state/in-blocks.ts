/** How many exchanges are drawn, and left undrawn where they are out of sight, as one. */
export const BLOCK = 8;

type Block<T> = readonly T[];

/**
 * A list cut into blocks. A block whose parts are all the same as in `before` is the same block, so that whoever draws it
 * can see at a glance that nothing has changed: what is appended touches the last one alone.
 */
export const inBlocks = <T>(list: readonly T[], before: readonly Block<T>[], size = BLOCK): readonly Block<T>[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => {
    const block = list.slice(at * size, (at + 1) * size);
    const known = before[at];
    return known?.length === block.length && known.every((part, place) => part === block[place]) ? known : block;
  });
