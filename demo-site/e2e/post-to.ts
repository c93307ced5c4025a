/** What anybody may ask of the API. @throws with the answer, where it is a refusal */
export const postTo = async (api: string, path: string, body: object): Promise<void> => {
  const headers = { "content-type": "application/json" };
  const response = await fetch(new URL(path, api), { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
};
