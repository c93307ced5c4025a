import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export type TranscriptionServer = { url: string; sizes: number[]; close: () => void };

/** A server that speaks OpenAI's transcriptions on loopback: it hears the same words in everything. */
export const startTranscriptionServer = async (text: string): Promise<TranscriptionServer> => {
  const sizes: number[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const headers = { "content-type": request.headers["content-type"] ?? "" };
      const form = await new Response(new Uint8Array(body), { headers }).formData();
      sizes.push((form.get("file") as File).size);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ text }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/audio/transcriptions`,
    sizes,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
