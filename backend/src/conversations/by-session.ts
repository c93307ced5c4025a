/** Rows of several sessions, sorted out by session; in the order they came. */
export const bySession = <Row extends { sessionId: number }>(rows: readonly Row[]): Map<number, Row[]> => {
  const sorted = new Map<number, Row[]>();
  for (const row of rows) {
    const others = sorted.get(row.sessionId);
    if (others) others.push(row);
    else sorted.set(row.sessionId, [row]);
  }
  return sorted;
};
